// A disk that is as slow as a test wants it to be, and a worker that is asked and answers otherwise than the page meant.

const HELD = `
{
  let left = Infinity, open = () => {}, gate = Promise.resolve();
  const channel = new BroadcastChannel("disk");
  channel.onmessage = ({ data }) => {
    if (data === "release") { left = Infinity; open(); }
    else if ("reads" in data) {
      left = data.reads;
      gate = new Promise((settle) => (open = settle));
      channel.postMessage("set");
    }
  };
  const read = Blob.prototype.arrayBuffer;
  Blob.prototype.arrayBuffer = async function () {
    const bytes = await read.call(this);
    if (left-- > 0) return bytes;
    channel.postMessage("held");
    await gate;
    return bytes;
  };
}
`;

/** Has a script run in the workbench's worker before its own. */
export const beforeWorker = (context, script) =>
  context.route("**/sipas-workbench-worker.js", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: script + (await response.text()) });
  });

/**
 * Lets the worker's reads of files be held back: `after` so many more, until `release`. To be called before the page
 * is opened.
 */
export async function slowDisk(context) {
  await beforeWorker(context, HELD);
  const say = (page, message, answer) =>
    page.evaluate(
      ([message, answer]) =>
        new Promise((settle) => {
          globalThis.disk ??= new BroadcastChannel("disk");
          globalThis.heard ??= [];
          globalThis.disk.onmessage = ({ data }) => {
            globalThis.heard.push(data);
            if (data === answer) settle(undefined);
          };
          globalThis.disk.postMessage(message);
          if (!answer) settle(undefined);
        }),
      [message, answer],
    );
  return {
    holds: (page, after) => say(page, { reads: after }, "set"),
    release: (page) => say(page, "release"),
    /** Waits until a read is held back. */
    held: (page) => page.waitForFunction(() => globalThis.heard?.includes("held")),
  };
}

/** From now on a call of the worker is another; without `other`, itself again. */
export const misdirect = (page, call, other = {}) =>
  page.evaluate(
    ([call, other]) => {
      globalThis.post ??= Worker.prototype.postMessage;
      Worker.prototype.postMessage = function (message, ...rest) {
        globalThis.post.call(this, message.call === call ? { ...message, ...other } : message, ...rest);
      };
    },
    [call, other],
  );
