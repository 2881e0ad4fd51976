// The worker that a page with papaparse would have: the file in chunks, and a plain loop over the rows of each.
import Papa from "papaparse";

addEventListener("message", ({ data: { file, items } }) => {
  /** @type {Map<string, Float64Array>} */
  const counts = new Map();
  /** @type {number[] | undefined} */
  let columns;
  let commune = 0;
  Papa.parse(file, {
    chunk({ data }) {
      let from = 0;
      if (!columns) {
        columns = items.map((item) => data[0].indexOf(item));
        commune = data[0].indexOf("commune");
        from = 1;
      }
      for (let index = from; index < data.length; index++) {
        const row = data[index];
        if (row.length < 2) continue; // behind the last line feed
        let group = counts.get(row[commune]);
        if (!group) counts.set(row[commune], (group = new Float64Array(items.length * 2)));
        for (let item = 0; item < columns.length; item++) {
          const text = row[columns[item]];
          if (text === "") continue;
          group[item * 2 + 1]++;
          if (text === "4" || text === "5") group[item * 2]++;
        }
      }
    },
    complete: () => postMessage({ counts }),
    error: (error) => postMessage({ error: String(error) }),
  });
});
postMessage({ ready: true });
