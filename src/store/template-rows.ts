/** Templates as commands need them: by name, and those that are meant when one is to be started. */
import type { Template, TemplateRef, TemplateText } from '../domain/template.ts';
import type { RowSource } from './command-rows.ts';
import { selectList, toJsonColumn } from './row-statements.ts';
import { templateTable, templateTextTable } from './template-tables.ts';

/** All versions of the Templates of these names. */
export function listTemplateVersions(source: RowSource, topicId: string, names: Iterable<string>) {
  return source.reader.query<Template>(
    `SELECT ${selectList(templateTable, 't')} FROM ${source.rows('?1', { name: 'text' })} r
     ${source.joinEach({
       table: 'Template',
       alias: 't',
       on: 't."topicId" = ?2 AND t."name" = r."name"',
     })}`,
    [toJsonColumn(names), topicId],
  );
}

/**
 * For each the version that is named; without a number the newest that is not deprecated, or the
 * newest when all of them are.
 */
export function findStartedTemplates(
  source: RowSource,
  topicId: string,
  refs: readonly TemplateRef[],
) {
  const newest = (where: string) =>
    `(SELECT n."version" FROM "Template" n WHERE n."topicId" = ?2 AND n."name" = r."name" ${where}
      ORDER BY n."version" DESC LIMIT 1)`;
  return source.reader.query<Template>(
    `SELECT ${selectList(templateTable, 't')}
     FROM ${source.rows('?1', { name: 'text', version: 'integer' })} r
     ${source.joinEach({
       table: 'Template',
       alias: 't',
       on: `t."topicId" = ?2 AND t."name" = r."name"
         AND t."version" = coalesce(r."version", ${newest('AND n."deprecatedAt" IS NULL')}, ${newest('')})`,
     })}`,
    [JSON.stringify(refs.map(({ name, version }) => [name, version])), topicId],
  );
}

/** What these versions say. */
export function findTemplateTexts(source: RowSource, ids: Iterable<string>) {
  return source.reader.query<TemplateText>(
    `SELECT ${selectList(templateTextTable, 't')} FROM ${source.rows('?1', { id: 'text' })} r
     ${source.joinEach({ table: 'TemplateText', alias: 't', on: 't."id" = r."id"' })}`,
    [toJsonColumn(ids)],
  );
}

export function findTemplates(source: RowSource, ids: Iterable<string>) {
  return source.reader.query<Template>(
    `SELECT ${selectList(templateTable, 't')} FROM ${source.rows('?1', { id: 'text' })} r
     ${source.joinEach({ table: 'Template', alias: 't', on: 't."id" = r."id"' })}`,
    [toJsonColumn(ids)],
  );
}
