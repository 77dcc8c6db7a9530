/**
 * Finds the strongly connected components of a graph (Tarjan), each after all components that it points to. Without
 * recursion, so that long chains cannot exhaust the stack.
 */
export function components(edges: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const order: number[] = edges.map(() => -1);
  const lowest: number[] = edges.map(() => -1);
  const onStack: boolean[] = edges.map(() => false);
  const stack: number[] = [];
  const found: number[][] = [];
  let counter = 0;

  const enter = (node: number): { node: number; next: number } => {
    order[node] = counter;
    lowest[node] = counter;
    counter += 1;
    stack.push(node);
    onStack[node] = true;
    return { node, next: 0 };
  };
  const lower = (node: number, value: number): void => {
    lowest[node] = Math.min(lowest[node] ?? value, value);
  };
  const close = (root: number): void => {
    const members: number[] = [];
    let member = -1;
    while (member !== root) {
      member = stack.pop() ?? root;
      onStack[member] = false;
      members.push(member);
    }
    found.push(members.toSorted((a, b) => a - b));
  };

  for (let start = 0; start < edges.length; start++) {
    if (order[start] !== -1) continue;
    const walk = [enter(start)];
    for (let frame = walk.at(-1); frame !== undefined; frame = walk.at(-1)) {
      const target = edges[frame.node]?.[frame.next];
      frame.next += 1;
      if (target === undefined) {
        walk.pop();
        const parent = walk.at(-1);
        if (parent !== undefined) lower(parent.node, lowest[frame.node] ?? 0);
        if (lowest[frame.node] === order[frame.node]) close(frame.node);
      } else if (order[target] === -1) {
        walk.push(enter(target));
      } else if (onStack[target] === true) {
        lower(frame.node, order[target] ?? 0);
      }
    }
  }
  return found;
}
