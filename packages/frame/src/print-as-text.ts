/** Makes `console.log` and `util.inspect` show objects of this prototype by their toString. */
export function printAsText(prototype: object): void {
  Object.defineProperty(prototype, Symbol.for("nodejs.util.inspect.custom"), {
    configurable: true,
    enumerable: false,
    value(this: object): string {
      return `${this}`;
    },
  });
}
