import { describe, expect, test } from 'vitest';
import { drawGraph } from '../../src/domain/graph-text.ts';

const graph = {
  nodes: [
    { id: 'x', label: 'say "hi" \\ <b>#1</b>', note: 'READY' },
    { id: 'y', label: 'two\nlines & `ticks`', note: 'PENDING' },
  ],
  edges: [{ from: 'x', to: 'y' }],
};

describe('a graph as text', () => {
  test('is DOT, with everything escaped that means something in it', () => {
    expect(drawGraph(graph, 'DOT')).toBe(
      [
        'digraph {',
        '  node [shape=box];',
        '  n0 [label="say \\"hi\\" \\\\ <b>#1</b>\\nREADY"];',
        '  n1 [label="two\\nlines & `ticks`\\nPENDING"];',
        '  n0 -> n1;',
        '}',
        '',
      ].join('\n'),
    );
  });

  test('is Mermaid, with everything escaped that means something in it', () => {
    expect(drawGraph(graph, 'MERMAID')).toBe(
      [
        'flowchart TB',
        '  n0["say #34;hi#34; #92; #60;b#62;#35;1#60;/b#62;<br/>READY"]',
        '  n1["two<br/>lines #38; #96;ticks#96;<br/>PENDING"]',
        '  n0 --> n1',
        '',
      ].join('\n'),
    );
  });

  test('of nothing is an empty graph', () => {
    expect(drawGraph({ nodes: [], edges: [] }, 'DOT')).toBe('digraph {\n  node [shape=box];\n}\n');
  });
});
