// What a browser keeps of an origin, read as any page of it could.

/** Everything in the IndexedDB of the pages, by store; `undefined` when there is no database. */
export const kept = (page) =>
  page.evaluate(async () => {
    const databases = await indexedDB.databases();
    if (!databases.some(({ name }) => name === "sipas-forms")) return undefined;
    const result = (request) =>
      new Promise((settle, fail) => {
        request.onsuccess = () => settle(request.result);
        request.onerror = () => fail(request.error);
      });
    const database = await result(indexedDB.open("sipas-forms"));
    const stores = {};
    for (const name of database.objectStoreNames) {
      stores[name] = await result(database.transaction(name).objectStore(name).getAll());
    }
    database.close();
    return stores;
  });

/** The notices above a form, with their buttons. */
export const notice = (page, words) => page.getByRole("group").filter({ hasText: words });

export const KEPT = "Đã lưu trên thiết bị này, chưa gửi";
