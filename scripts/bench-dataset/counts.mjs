// What the others do by hand for the index of sipas-household: how many were satisfied and how many answered, per
// commune and item; then the same nodes, rounded the same way. It checks nothing of what it counts.

/** @param {any} node Of a definition's scores. @returns {string[]} */
export const itemsOf = (node) => [...(node.items ?? []), ...(node.children ?? []).flatMap(itemsOf)];

/** Of a hundred, to two decimals, halves up: in whole numbers, as the digits must be the same. */
function share(satisfied, answered) {
  const value = (BigInt(satisfied) * 20000n + BigInt(answered)) / (BigInt(answered) * 2n);
  return Number(value) / 100;
}

/**
 * The values of every node and item, by group; `""` is everybody.
 *
 * @param {any} root The definition's score.
 * @param {Map<string, ArrayLike<number>>} counts By commune: satisfied and answered for each item, in turn.
 * @returns {Record<string, Record<string, [value: number, satisfied: number, answered: number]>>}
 */
export function indexes(root, counts) {
  const items = itemsOf(root);
  const whole = new Float64Array(items.length * 2);
  for (const group of counts.values()) {
    for (let place = 0; place < whole.length; place++) whole[place] += group[place];
  }
  const entries = [["", whole], ...[...counts].sort(([a], [b]) => (a < b ? -1 : 1))];
  return Object.fromEntries(
    entries.map(([name, group]) => {
      const values = {};
      const add = (name, items_) => {
        let satisfied = 0;
        let answered = 0;
        for (const item of items_) {
          satisfied += group[items.indexOf(item) * 2];
          answered += group[items.indexOf(item) * 2 + 1];
        }
        if (answered > 0) values[name] = [share(satisfied, answered), satisfied, answered];
      };
      const walk = (node) => {
        add(node.name, itemsOf(node));
        for (const child of node.children ?? []) walk(child);
        for (const item of node.items ?? []) add(item, [item]);
      };
      walk(root);
      return [name, values];
    }),
  );
}

/** The same of a report of ours: `scores`, and `groups` of a commune each. */
export function indexesOfReport(scores, groups) {
  const values = (list) => {
    const found = {};
    const walk = ({ name, value, numerator, denominator, parts = [] }) => {
      if (denominator > 0) found[name] = [value, numerator, denominator];
      parts.forEach(walk);
    };
    list.forEach(walk);
    return found;
  };
  const named = groups.map(({ name, scores }) => [name, values(scores)]).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries([["", values(scores)], ...named]);
}

/** The counts by DuckDB: told the columns, it need not guess; of the ways to count them so, this is its fastest. */
export function statement(file, items) {
  const columns = [["commune", "VARCHAR"], ...items.map((item) => [item, "TINYINT"])];
  const types = columns.map(([name, type]) => `'${name}': '${type}'`).join(", ");
  const counts = items.map((item) => `count_if(${item} >= 4), count(${item})`).join(", ");
  return (
    `SELECT commune, ${counts} FROM read_csv('${file}', header = true, auto_detect = false, delim = ',', ` +
    `columns = {${types}}) GROUP BY commune`
  );
}
