/** How many candidates a message lists in full. */
const MAX_LISTED = 12;

/** The Levenshtein distance of two names, letter case ignored. */
export function editDistance(left: string, right: string): number {
  const a = left.toLowerCase();
  const b = right.toLowerCase();
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(substitution, previous[j]! + 1, current[j - 1]! + 1));
    }
    previous = current;
  }
  return previous[b.length]!;
}

/** The candidate closest to the name, if one is close enough that it may have been meant. */
export function closest(name: string, candidates: readonly string[]): string | undefined {
  const bare = (text: string): string => text.replaceAll("_", "");
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(name.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(bare(name), bare(candidate));
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** The last sentence of a message about an unknown name: the likely one, or what there is. */
export function didYouMean(name: string, candidates: readonly string[], noun: string): string {
  const likely = closest(name, candidates);
  if (likely !== undefined) return ` Did you mean "${likely}"?`;
  if (candidates.length === 0) return ` There are no ${noun}.`;
  const listed = candidates.slice(0, MAX_LISTED).join(", ");
  const more = candidates.length > MAX_LISTED ? ` and ${candidates.length - MAX_LISTED} more` : "";
  return ` The ${noun} are: ${listed}${more}.`;
}
