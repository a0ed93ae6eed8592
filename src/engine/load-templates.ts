/** Loads the Templates that commands name, and the texts of those that are to be started. */
import type { Needs } from '../commands/batch/needs.ts';
import type { WorkingSet } from '../commands/batch/working-set.ts';
import type { RowSource } from '../store/command-rows.ts';
import {
  findStartedTemplates,
  findTemplateTexts,
  listTemplateVersions,
} from '../store/template-rows.ts';

export async function loadTemplates(
  source: RowSource,
  set: WorkingSet,
  { templateNames, startedTemplates }: Needs,
): Promise<void> {
  const topicId = set.topic.id;
  if (templateNames.size > 0) {
    for (const template of await listTemplateVersions(source, topicId, templateNames)) {
      set.templates.load(template);
    }
  }
  if (startedTemplates.length === 0) return;
  const found = await findStartedTemplates(source, topicId, startedTemplates);
  for (const template of found) set.templates.load(template);
  const missing = new Set(found.map(({ id }) => id).filter((id) => !set.templateTexts.has(id)));
  for (const text of await findTemplateTexts(source, missing)) {
    set.templateTexts.set(text.id, text);
  }
}
