// `npm run prove:memory`: with --quick the few large queries that every change has to pass, else every operator.

if (process.argv.includes("--quick")) await import("../prove-memory.ts");
else await import("./prove.ts");
