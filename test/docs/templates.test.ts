/** The page on Templates says which words schemas may use, and the bounds that are checked. */
import { expect, test } from 'vitest';
import { bounds } from '../../src/domain/bounds.ts';
import { schemaWords } from '../../src/domain/params-schema-size.ts';
import { codeWords, readPage, tableBelow } from './pages.ts';

const page = readPage('docs/templates.md');

test('it lists the words of schemas, and no others', () => {
  const begin = page.text.indexOf('## Parameters');
  const part = page.text.slice(begin, page.text.indexOf('What `default` says', begin));
  const formats = ['date', 'date-time', 'uri', 'uuid'];
  const listed = codeWords(part).filter((word) => !formats.includes(word));
  expect([...listed, '$schema'].toSorted()).toEqual([...schemaWords].toSorted());
});

test('it says the bounds', () => {
  const numbers = tableBelow(page, 'Limits').flatMap(([, text = '']) =>
    [...text.matchAll(/\d[\d,]*/g)].map(([number]) => Number(number.replaceAll(',', ''))),
  );
  expect(numbers).toEqual([
    bounds.templateLength,
    bounds.templateExpansionLength,
    bounds.paramsSchemaLength,
    bounds.paramsSchemaPartCount,
    bounds.jsonBytes,
    bounds.paramsCheckCount,
    bounds.templateVersionCount,
  ]);
});
