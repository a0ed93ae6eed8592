/** In which of its two forms a single result is sent; the same choice as yoga's. */

/** Undefined for who accepts neither, and for what is answered in another form. */
export function acceptedMediaType(accept: string | undefined): string | undefined {
  if (accept === undefined || accept === '') return anyForm;
  const known = chosen.get(accept);
  if (known !== undefined) return known;
  const mediaType = choose(accept);
  if (mediaType !== undefined && chosen.size < chosenCountMax) chosen.set(accept, mediaType);
  return mediaType;
}

const forms = ['application/graphql-response+json', 'application/json'] as const;
const [, anyForm] = forms;

/** Programs always say the same; these are as many as are worth remembering. */
const chosen = new Map<string, string>();
const chosenCountMax = 100;

/** What is named first is preferred, whatever weights are given; a pattern stands for the last form. */
function choose(accept: string): string | undefined {
  for (const part of accept.replace(/\s/g, '').toLowerCase().split(',')) {
    const [mediaType = '', ...params] = part.split(';');
    const charset = params.find((param) => param.includes('charset=')) ?? usualCharset;
    if (charset !== usualCharset) continue;
    const form = forms.findLast((each) => isMatch(each, mediaType));
    if (form !== undefined) return form;
  }
  return undefined;
}

const usualCharset = 'charset=utf-8';

function isMatch(form: string, mediaType: string): boolean {
  const [kind, name] = form.split('/');
  const [askedKind, askedName] = mediaType.split('/');
  return (askedKind === '*' || askedKind === kind) && (askedName === '*' || askedName === name);
}
