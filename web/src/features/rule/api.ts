import { type QueryClient, queryOptions, skipToken } from '@tanstack/react-query';
import { api, data, type Schema } from '~/api/client';
import type { TableQuery } from '~/ui/DataTable';
import { SORTS } from './model';

export type Rule = Schema<'RuleInfo'>;
export type RuleDetail = Schema<'RuleDetail'>;
export type RuleReference = Schema<'RuleReference'>;
export type RuleVersion = Schema<'RuleVersion'>;
export type RuleProblem = Schema<'RuleProblem'>;
export type Overview = Pick<Schema<'RulePage'>, 'tally' | 'problems' | 'may_change'>;
export type RuleImport = Schema<'RuleImport'>;
export type Trial = Schema<'TrialInfo'>;
export type TrialBody = Schema<'TrialBody'>;
export type TrialFinding = Schema<'TrialFinding'>;

/** As the server allows. */
export const MAX_NOTE = 2_000;
export const MAX_PACK = 200;

/** How many rules stand how, and what one may do: each page of the list says it for all rules, see `readPage`. */
export const overviewQuery = queryOptions<Overview>({ queryKey: ['rule', 'overview'], queryFn: skipToken });

/** A page of the list; what it says of all rules is kept for what stands above the list. */
export async function readPage(
  client: QueryClient,
  query: Record<string, string | number>,
  signal: AbortSignal,
): Promise<Schema<'RulePage'>> {
  const page = await data(api.GET('/api/v1/rules', { params: { query }, signal }));
  const { tally, problems, may_change } = page;
  client.setQueryData(overviewQuery.queryKey, { tally, problems, may_change });
  return page;
}

export const ruleQuery = (id: string) =>
  queryOptions({
    queryKey: ['rule', 'one', id],
    queryFn: ({ signal }) => data(api.GET('/api/v1/rules/{id}', { params: { path: { id } }, signal })),
  });

/** What the list asks of the server for what stands in the URL. */
export function askOf({ search, sort, filters }: TableQuery): Record<string, string> {
  const ask: Record<string, string> = {};
  for (const key of ['state', 'kind', 'origin', 'level'])
    if (filters[key]?.length) ask[key] = filters[key].join(',');
  if (search) ask.search = search;
  if (sort && (SORTS as readonly string[]).includes(sort)) ask.sort = sort;
  return ask;
}

export async function switchRules(rules: readonly string[], off: boolean, reason = ''): Promise<void> {
  await api.POST('/api/v1/rules/switch', { body: { rules: [...rules], off, reason } });
}

export function writeRule(text: string, note: string): Promise<RuleDetail> {
  return data(api.POST('/api/v1/rules', { body: { text, note } }));
}

/** Path and version of a change. */
function paramsOf(id: string, version: number) {
  return { path: { id }, header: { 'if-match': `"${version}"` } };
}

export function changeRule(id: string, version: number, text: string, note: string): Promise<RuleDetail> {
  return data(api.PUT('/api/v1/rules/{id}', { params: paramsOf(id, version), body: { text, note } }));
}

export async function removeRule(id: string, version: number, note: string): Promise<void> {
  await api.POST('/api/v1/rules/{id}/removal', { params: paramsOf(id, version), body: { note } });
}

/** With `signal`: a trial may be stopped, and asked for again the same moment. */
export function tryRule(body: TrialBody, signal: AbortSignal): Promise<Trial> {
  return data(api.POST('/api/v1/rules/trial', { body, signal }));
}

export function importRules(pack: string, files: readonly File[], dryRun: boolean): Promise<RuleImport> {
  const form = new FormData();
  form.append('pack', pack);
  form.append('dry_run', String(dryRun));
  for (const file of files) form.append('file', file, file.name);
  return data(
    api.POST('/api/v1/rules/import', { body: {} as never, bodySerializer: () => form as unknown as string }),
  );
}

export function refresh(client: QueryClient): Promise<void> {
  return client.invalidateQueries({ queryKey: ['rule'] });
}
