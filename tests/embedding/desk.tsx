/// <reference types="sipas-forms/react" />
// The officers' element in JSX; what is wrong is refused. It is compiled, not run.
import type { SipasBatch } from "sipas-forms/workbench";
import "sipas-forms/workbench";

export const Desk = ({ told }: { told: (batch: SipasBatch) => void }) => (
  <sipas-workbench
    endpoint="/submissions"
    csrf-meta="csrf-token"
    lang="en"
    headers={async (submission) => ({ "X-Portal": submission.form.id })}
    onsipas-batch-submit={(event) => event.detail.body.length}
    onsipas-batch-sent={(event) => told(event.detail)}
  >
    <a href="/forms/commune-office.form">Survey</a>
  </sipas-workbench>
);
// @ts-expect-error its forms are the links in it
export const wrong = <sipas-workbench src="/forms/commune-office.form" />;
