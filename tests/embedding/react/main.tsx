/// <reference types="sipas-forms/react" />
// A portal in React 19: the survey in its markup, properties and events as of any element.
import { StrictMode, useCallback, useEffect, useState } from "react";
import { createRoot } from "react-dom/client";
import type { SipasFormEventMap } from "sipas-forms";
import "sipas-forms";
import form from "sipas-forms/forms/commune-office.form?url";

const KNOWN = { commune: "14329" };

function Survey({ told }: { told: (line: string) => void }) {
  const accepted = useCallback(
    ({ detail }: SipasFormEventMap["sipas-accepted"]) => told(`accepted ${detail.status}`),
    [told],
  );
  useEffect(() => {
    told("mounted");
    return () => told("unmounted");
  }, [told]);
  return (
    <sipas-form
      src={form}
      endpoint="/submissions"
      lang="vi"
      credentials="same-origin"
      theme="light"
      prefill={KNOWN}
      headers={async (submission) => ({ "X-Portal": submission.form.id })}
      onsipas-change={(event) => told(`change ${event.detail.path}`)}
      onsipas-language={(event) => told(`language ${event.detail.language}`)}
      onsipas-accepted={accepted}
    />
  );
}

function Portal() {
  const [shown, setShown] = useState(true);
  const [heard, setHeard] = useState<string[]>([]);
  const told = useCallback((line: string) => setHeard((lines) => [...lines, line]), []);
  return (
    <>
      <button type="button" onClick={() => setShown(!shown)}>
        {shown ? "Take away" : "Show"}
      </button>
      <ol aria-label="Heard">
        {heard.map((line, index) => (
          <li key={index}>{line}</li>
        ))}
      </ol>
      <section aria-label="Survey">{shown && <Survey told={told} />}</section>
    </>
  );
}

const place = document.createElement("div");
document.querySelector("main")?.append(place);
createRoot(place).render(
  <StrictMode>
    <Portal />
  </StrictMode>,
);
