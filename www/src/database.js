// A database of the browser's: opened when it is first asked for, and again once the browser has closed it.
import { openDB } from "idb";

/*! Contains idb, Copyright (c) 2016 Jake Archibald, under the ISC License. */

/** How long opening may take: some browsers never answer when storage is blocked. */
const OPEN_MS = 5_000;

/**
 * Runs one transaction, which is over when this returns.
 *
 * @template T
 * @param {import("idb").IDBPDatabase<any>} database
 * @param {readonly string[]} names
 * @param {IDBTransactionMode} mode
 * @param {"strict" | "relaxed"} durability Whether it is on the disk then.
 * @param {(stores: any) => Promise<T>} work Gets the stores by their names.
 * @returns {Promise<T>}
 */
export async function within(database, names, mode, durability, work) {
  const transaction = database.transaction(names, mode, { durability });
  try {
    const result = await work(Object.fromEntries(names.map((name) => [name, transaction.objectStore(name)])));
    await transaction.done;
    return result;
  } catch (error) {
    transaction.done.catch(() => {});
    try {
      transaction.abort();
    } catch {
      // It is over already.
    }
    throw error;
  }
}

/**
 * @param {string} name
 * @param {(database: import("idb").IDBPDatabase<any>) => void} upgrade Makes its stores.
 * @returns {() => Promise<import("idb").IDBPDatabase<any>>} What opens it, or gives it once it is open.
 */
export function database(name, upgrade) {
  /** @type {Promise<import("idb").IDBPDatabase<any>> | undefined} */
  let opening;
  const forget = () => (opening = undefined);
  return () => {
    opening ??= new Promise((found, failed) => {
      const late = setTimeout(() => failed(new Error("storage does not answer")), OPEN_MS);
      openDB(name, 1, {
        upgrade,
        // Another version of the page wants to change the database, or the browser took it away.
        blocking: (_current, _blocked, event) => {
          /** @type {IDBDatabase} */ (event.target).close();
          forget();
        },
        terminated: forget,
      })
        .then(found, failed)
        .finally(() => clearTimeout(late));
    });
    opening.catch(forget);
    return opening;
  };
}
