/**
 * Graphs as text for other tools: DOT of Graphviz, and Mermaid flowcharts. Labels come from users,
 * so everything that means something to the format is escaped; nodes are called n0, n1 ... because
 * keys may be words of the format.
 */
export type GraphFormat = 'DOT' | 'MERMAID';

export interface DrawnGraph {
  readonly nodes: readonly DrawnNode[];
  readonly edges: readonly DrawnEdge[];
}

export interface DrawnNode {
  readonly id: string;
  readonly label: string;
  /** Shown under the label, such as the state. */
  readonly note: string;
}

export interface DrawnEdge {
  readonly from: string;
  readonly to: string;
}

/** The graph as text, top to bottom, ending in a newline. */
export function drawGraph(graph: DrawnGraph, format: GraphFormat): string {
  const names = new Map(graph.nodes.map(({ id }, index) => [id, `n${index}`]));
  const edges = graph.edges.map(({ from, to }) => ({
    from: names.get(from) ?? '',
    to: names.get(to) ?? '',
  }));
  const nodes = graph.nodes.map(({ label, note }, index) => ({ name: `n${index}`, label, note }));
  const lines = format === 'DOT' ? drawDot(nodes, edges) : drawMermaid(nodes, edges);
  return `${lines.join('\n')}\n`;
}

interface NamedNode extends Omit<DrawnNode, 'id'> {
  readonly name: string;
}

function drawDot(nodes: readonly NamedNode[], edges: readonly DrawnEdge[]): readonly string[] {
  return [
    'digraph {',
    '  node [shape=box];',
    ...nodes.map(
      ({ name, label, note }) => `  ${name} [label="${dotText(label)}\\n${dotText(note)}"];`,
    ),
    ...edges.map(({ from, to }) => `  ${from} -> ${to};`),
    '}',
  ];
}

function drawMermaid(nodes: readonly NamedNode[], edges: readonly DrawnEdge[]): readonly string[] {
  return [
    'flowchart TB',
    ...nodes.map(
      ({ name, label, note }) => `  ${name}["${mermaidText(label)}<br/>${mermaidText(note)}"]`,
    ),
    ...edges.map(({ from, to }) => `  ${from} --> ${to}`),
  ];
}

function dotText(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll(/\r?\n/g, '\\n');
}

/** Mermaid reads HTML in labels, and entities written as `#34;`. */
function mermaidText(text: string): string {
  return text
    .replaceAll(/[#"<>&`\\]/g, (character) => `#${character.charCodeAt(0)};`)
    .replaceAll(/\r?\n/g, '<br/>');
}
