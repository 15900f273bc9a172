import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { lastDay } from '~/features/admin/periods';
import { labelsQuery } from './choices';
import { type WireDraft, wholeDraft } from './draft';
import { useTerms } from './terms';

/** A draft in words: what becomes of whom, and what changes with it. */
export function DraftSummary({ draft: wire, on }: { draft: WireDraft; on: string }) {
  const draft = wholeDraft(wire);
  const { t } = useTranslation('agency');
  const { word } = useTerms();
  const founded = new Map(draft.units.map((u) => [u.id, u.full]));
  const ids = [
    ...draft.links.flatMap((l) => [l.from, l.to]),
    ...draft.renames.map((r) => r.agency),
    ...draft.moves.flatMap((m) => [m.agency, m.parent]),
    ...draft.roles.map((r) => r.to),
    ...draft.codes.map((c) => c.agency),
    ...draft.units.map((u) => u.parent),
  ].filter((id): id is string => Boolean(id) && !founded.has(id as string));
  // Agencies are named as they were until then: of a renaming, the old name and the new one.
  const labels = useQuery({ ...labelsQuery(ids, lastDay(on)), enabled: ids.length > 0 });
  const name = (id: string | null | undefined) =>
    id ? (founded.get(id) ?? labels.data?.find((a) => a.id === id)?.name ?? '…') : t('reorganisation.nobody');
  const lines: [key: string, text: string][] = [
    ...draft.units.map((u): [string, string] => [
      `unit ${u.id}`,
      t('reorganisation.line.unit', {
        name: u.full,
        kind: word('kind', u.kind),
        parent: u.parent ? name(u.parent) : t('reorganisation.nobody'),
      }),
    ]),
    ...draft.links.map((l): [string, string] => [
      `link ${JSON.stringify(l)}`,
      [
        `${name(l.from)} → ${name(l.to)}`,
        l.function && word('function', l.function),
        typeof l.percent === 'number' && `${l.percent} %`,
      ]
        .filter(Boolean)
        .join(' · '),
    ]),
    ...draft.renames.map((r): [string, string] => [
      `name ${r.agency}`,
      t('reorganisation.line.rename', {
        old: name(r.agency),
        name: [r.full, r.abbreviation].filter(Boolean).join(' · '),
      }),
    ]),
    ...draft.moves.map((m): [string, string] => [
      `move ${m.agency} ${m.tree}`,
      t('reorganisation.line.move', {
        name: name(m.agency),
        tree: word('tree', m.tree),
        parent: name(m.parent),
      }),
    ]),
    ...draft.roles.map((r): [string, string] => [
      `role ${r.role} ${r.function}`,
      t('reorganisation.line.role', {
        role: [word('role', r.role), word('function', r.function)].filter(Boolean).join(' · '),
        name: name(r.to),
      }),
    ]),
    ...draft.codes.map((c): [string, string] => [
      `code ${c.agency} ${c.system}`,
      t('reorganisation.line.code', {
        name: name(c.agency),
        system: word('code_system', c.system),
        code: c.code,
      }),
    ]),
  ];
  return (
    <ul className="cl-lines">
      {lines.map(([key, text]) => (
        <li key={key}>{text}</li>
      ))}
    </ul>
  );
}
