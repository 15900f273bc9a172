import './review/review.css';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Segmented, Select, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { api } from '~/api/client';
import { can, useSession } from '~/app/session';
import { LinkButton } from '~/ui/LinkButton';
import { Page } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { StatusTag, type Tone } from '~/ui/StatusTag';
import { DiffText, EmptyState } from '~/ui/views';
import { comparisonQuery, type Item, versionQuery } from './api';

const TONES: Record<string, Tone> = {
  same: 'good',
  reworded: 'medium',
  split: 'low',
  merged: 'low',
  regrouped: 'low',
  dropped: 'high',
  new: 'info',
};
const RELATIONS = ['reworded', 'split', 'merged', 'regrouped', 'dropped', 'new', 'same'] as const;

/** What the next version changes, item by item; the reviewer corrects which item continues which. */
export function Component() {
  const { version = '' } = useParams();
  const { t } = useTranslation('plan');
  const session = useSession();
  const client = useQueryClient();
  const query = useQuery(comparisonQuery(version));
  const plan = useQuery(versionQuery(version)).data?.value.plan_title;
  const [shown, setShown] = useState('changed');
  const [problem, setProblem] = useState<unknown>();
  if (query.error)
    return (
      <Page title={t('compare.title')}>
        <ProblemAlert problem={query.error} onRetry={() => void query.refetch()} />
      </Page>
    );
  const comparison = query.data;
  if (!comparison)
    return (
      <Page title={t('compare.title')}>
        <Skeleton active />
      </Page>
    );
  const olds = new Map(comparison.old.map((i) => [i.id, i]));
  const news = new Map(comparison.new.map((i) => [i.id, i]));
  const open = comparison.new_version.state === 'in_review' && can(session, 'plan.review');
  const counts = Object.fromEntries(
    RELATIONS.map((r) => [r, comparison.matches.filter((m) => m.relation === r).length]),
  );
  const rows = comparison.matches.filter((m) =>
    shown === 'changed' ? m.relation !== 'same' : shown === 'all' || m.relation === shown,
  );
  const label = (i: Item) => `${i.path} ${i.text}`;
  const continued = comparison.old.map((i) => ({ value: i.lineage_id, label: label(i) }));

  async function link(item: string, lineages: string[]) {
    setProblem(undefined);
    try {
      await api.PUT('/api/v1/plans/items/{item}/links', { params: { path: { item } }, body: { lineages } });
    } catch (error) {
      setProblem(error);
    }
    await client.invalidateQueries({ queryKey: ['plan', 'comparison', version] });
    void client.invalidateQueries({ queryKey: ['plan', 'version', version] });
  }

  return (
    <Page
      title={t('compare.title')}
      object={plan}
      wide
      meta={[
        plan,
        t('compare.meta', {
          old: comparison.old_version?.ordinal ?? '–',
          new: comparison.new_version.ordinal,
        }),
      ]
        .filter(Boolean)
        .join(' · ')}
      actions={
        <LinkButton type={open ? 'primary' : 'default'} to={`/ke-hoach/ban/${version}/ra-soat`}>
          {t(open ? 'compare.to_review' : 'compare.to_items')}
        </LinkButton>
      }
    >
      <p>{t('compare.text')}</p>
      {problem !== undefined && <ProblemAlert problem={problem} />}
      <div className="cl-wrap-segments" style={{ marginBottom: 12 }}>
        <Segmented
          value={shown}
          onChange={setShown}
          options={[
            {
              value: 'changed',
              label: t('compare.changed', { count: comparison.matches.length - (counts.same ?? 0) }),
            },
            ...RELATIONS.filter((r) => (counts[r] ?? 0) > 0).map((value) => ({
              value,
              label: `${t(`relation.${value}`)} ${counts[value]}`,
            })),
            { value: 'all', label: t('compare.all', { count: comparison.matches.length }) },
          ]}
        />
      </div>
      {rows.length === 0 ? (
        <EmptyState title={t('compare.none')} />
      ) : (
        <table className="pl-compare">
          <colgroup>
            <col />
            <col />
            <col />
          </colgroup>
          <thead>
            <tr>
              <th scope="col">{t('compare.relation')}</th>
              <th scope="col">{t('compare.before')}</th>
              <th scope="col">{t('compare.after')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((m) => {
              const before = m.old.flatMap((id) => olds.get(id) ?? []);
              const after = m.new.flatMap((id) => news.get(id) ?? []);
              return (
                <tr key={[...m.old, '/', ...m.new].join()}>
                  <td>
                    <StatusTag tone={TONES[m.relation] ?? 'info'} label={t(`relation.${m.relation}`)} />
                    {m.changed.length > 0 && (
                      <div className="cl-quiet">{m.changed.map((c) => t(`changed.${c}`)).join(', ')}</div>
                    )}
                    {m.confirmed && <div className="cl-quiet">{t('compare.confirmed')}</div>}
                  </td>
                  <td>
                    {before.map((i) => (
                      <p key={i.id} className="pl-flat">
                        <strong>{i.path}</strong> {i.text}
                      </p>
                    ))}
                    {before.length === 0 && <span className="cl-quiet">{t('compare.not_before')}</span>}
                  </td>
                  <td>
                    {after.map((i) => (
                      <div key={i.id}>
                        <p className="pl-flat">
                          <strong>{i.path}</strong>{' '}
                          {m.relation === 'reworded' && before[0] ? (
                            <DiffText before={before[0].text} after={i.text} />
                          ) : (
                            i.text
                          )}
                        </p>
                        {open && m.relation !== 'same' && (
                          <div className="pl-continues">
                            <span aria-hidden="true">{t('compare.continues')}</span>
                            <Select
                              mode="multiple"
                              size="small"
                              aria-label={t('compare.continues')}
                              placeholder={t('compare.continues_none')}
                              value={before.map((o) => o.lineage_id)}
                              options={continued}
                              optionFilterProp="label"
                              onChange={(lineages) => void link(i.id, lineages)}
                            />
                          </div>
                        )}
                      </div>
                    ))}
                    {after.length === 0 && <span className="cl-quiet">{t('compare.not_after')}</span>}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </Page>
  );
}
