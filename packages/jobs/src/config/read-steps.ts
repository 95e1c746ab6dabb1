import { didYouMean } from "@millrace/core";
import { stepTypes } from "../steps/registry.ts";
import type { StepType } from "../steps/step-type.ts";
import type { ConfigNode, Fields } from "./config-node.ts";
import type { Reference, StepConfig } from "./job-config.ts";

/** What is known of a step before its inputs are resolved. */
interface Draft {
  readonly id: string;
  readonly node: ConfigNode;
  readonly fields: Fields;
  readonly typeName: string;
  readonly type: StepType;
}

/** Reads `transforms`: ids are unique, and a step takes inputs and earlier steps alone. */
export function readSteps(node: ConfigNode | undefined, inputIds: readonly string[]): StepConfig[] {
  const items = node?.readItems() ?? [];
  const drafts = items.map(readDraft).filter((draft) => draft !== undefined);
  noteRepeatedIds(drafts, inputIds);
  const known = { inputs: inputIds, steps: drafts.map(({ id }) => id) };
  noteCycles(drafts);
  return drafts.flatMap((draft, i) => {
    const before = draft.node.issues.count;
    const references = readReferences(draft, i, known);
    const body = draft.type.read(draft.fields);
    if (body === undefined || references === undefined || draft.node.issues.count > before) return [];
    const { id, node: stepNode, typeName, type } = draft;
    return [{ id, typeName, type, node: stepNode, inputs: references, body }];
  });
}

function readDraft(node: ConfigNode): Draft | undefined {
  if (!node.isMapping()) return node.fail("a step is a mapping with id and type");
  const typeNode = node.at("type", (node.value as Record<string, unknown>)["type"]);
  if (typeNode.value === undefined || typeNode.value === null) return node.fail('"type" is missing');
  const typeName = typeNode.readChoice(Object.keys(stepTypes), "step type");
  if (typeName === undefined) return undefined;
  const type = stepTypes[typeName]!;
  const fields = node.readFields(["id", "type", ...type.inputKeys, ...type.keys]);
  const id = fields?.need("id")?.readString();
  return fields === undefined || id === undefined ? undefined : { id, node, fields, typeName, type };
}

function noteRepeatedIds(drafts: readonly Draft[], inputIds: readonly string[]): void {
  const taken = new Map(inputIds.map((id) => [id, "an input"]));
  for (const { id, fields } of drafts) {
    const owner = taken.get(id);
    if (owner !== undefined) fields.get("id")!.fail(`the id "${id}" is taken by ${owner}`);
    taken.set(id, "another step");
  }
}

interface KnownIds {
  readonly inputs: readonly string[];
  readonly steps: readonly string[];
}

function readReferences(draft: Draft, position: number, known: KnownIds): Reference[] | undefined {
  const references = draft.type.inputKeys.map((key, i) => {
    const node = i === 0 ? draft.fields.get(key) : draft.fields.need(key);
    if (node === undefined) return i === 0 ? defaultInput(draft, key, position, known) : undefined;
    const id = node.readString();
    return id === undefined || !isKnown(id, node, position, known) ? undefined : { id, node };
  });
  return references.includes(undefined) ? undefined : (references as Reference[]);
}

function defaultInput(draft: Draft, key: string, position: number, known: KnownIds): Reference | undefined {
  if (position > 0) return { id: known.steps[position - 1]!, node: draft.node };
  const [only] = known.inputs;
  if (known.inputs.length === 1) return { id: only!, node: draft.node };
  if (known.inputs.length === 0) return undefined;
  return draft.node.fail(`"${key}" is missing: there are several inputs (${known.inputs.join(", ")})`);
}

function isKnown(id: string, node: ConfigNode, position: number, { inputs, steps }: KnownIds): boolean {
  const earlier = [...inputs, ...steps.slice(0, position)];
  if (earlier.includes(id)) return true;
  if (steps[position] === id) node.fail(`the step takes itself as its input: "${id}"`);
  else if (steps.includes(id)) node.fail(`"${id}" is a later step; a step takes inputs and earlier steps`);
  else node.fail(`there is no input or step "${id}".${didYouMean(id, earlier, "ids")}`);
  return false;
}

/** A circle of explicit references is told as one, beside the references to later steps that are in it. */
function noteCycles(drafts: readonly Draft[]): void {
  const targets = new Map(
    drafts.map(({ id, fields, type }) => [id, type.inputKeys.map((key) => fields.get(key)?.value)] as const),
  );
  for (const { id, node } of drafts) {
    const cycle = findCycle(id, targets, []);
    if (cycle === null) continue;
    node.fail(`the steps take one another as input: ${cycle.join(" → ")}`);
    return;
  }
}

function findCycle(
  id: string,
  targets: ReadonlyMap<string, readonly unknown[]>,
  trail: readonly string[],
): readonly string[] | null {
  // A step that takes itself is told by isKnown.
  if (trail[0] === id) return trail.length > 1 ? [...trail, id] : null;
  if (trail.includes(id)) return null;
  for (const target of targets.get(id) ?? []) {
    const cycle = typeof target === "string" ? findCycle(target, targets, [...trail, id]) : null;
    if (cycle !== null) return cycle;
  }
  return null;
}
