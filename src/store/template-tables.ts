/** The tables of Templates: their versions, and beside them what these say, which may be long. */
import type { Template, TemplateText } from '../domain/template.ts';
import type { Table } from './tables.ts';

export const templateTable: Table<Template> = {
  name: 'Template',
  columns: {
    id: 'text',
    topicId: 'text',
    name: 'text',
    version: 'integer',
    description: 'text',
    definitionHash: 'text',
    createdAt: 'integer',
    publishedBy: 'text',
    deprecatedAt: 'integer',
    deprecatedBy: 'text',
    deprecationReason: 'text',
  },
};

export const templateTextTable: Table<TemplateText> = {
  name: 'TemplateText',
  columns: { id: 'text', definition: 'text', paramsSchema: 'text' },
};
