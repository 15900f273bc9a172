import { Button, Form, Input, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api, data } from '~/api/client';
import { SystemSelect } from '~/features/system/SystemSelect';
import { ActProblem } from '~/ui/ActProblem';
import { FormDialog } from '~/ui/FormDialog';
import { EmptyState } from '~/ui/views';
import type { CaseLink, Detail } from './api';
import { refresh } from './api';
import { post, remove } from './calls';
import { IncidentSelect } from './IncidentSelect';
import { LINK_KINDS, MAX_LINE, mayWork, targetOf } from './model';
import { type RemoteOption, RemoteSelect } from './RemoteSelect';
import { useAct } from './useAct';

/** What the case has to do with: alerts, systems, searches, tasks of plans, other cases. */
export default function LinksTab({ detail }: { detail: Detail }) {
  const { t } = useTranslation('incident');
  const [adding, setAdding] = useState(false);
  const add = mayWork(detail.incident) && <Button onClick={() => setAdding(true)}>{t('link.add')}</Button>;
  return (
    <section aria-label={t('tab.links')}>
      {detail.links.length === 0 ? (
        <EmptyState title={t('link.empty')} text={t('link.empty_text')} action={add} />
      ) : (
        <>
          <div className="in-bar">{add}</div>
          {LINK_KINDS.map((kind) => {
            const of = detail.links.filter((one) => one.kind === kind);
            return (
              of.length > 0 && (
                <section key={kind} className="in-phase">
                  <h3>{t(`link.kind.${kind}`)}</h3>
                  <ul className="cl-lines in-list">
                    {of.map((link) => (
                      <Row key={link.id} detail={detail} link={link} />
                    ))}
                  </ul>
                </section>
              )
            );
          })}
        </>
      )}
      {adding && <AddDialog detail={detail} onClose={() => setAdding(false)} />}
    </section>
  );
}

function Row({ detail: { incident }, link }: { detail: Detail; link: CaseLink }) {
  const { t } = useTranslation('incident');
  const drop = useAct(() => remove(incident.id, 'links', link.id), t('link.removed'));
  const to = targetOf(link);
  const label = link.label || link.target;
  return (
    <li>
      <span>
        {to === undefined ? (
          label
        ) : to.startsWith('/') ? (
          <Link to={to}>{label}</Link>
        ) : (
          <a href={to} target="_blank" rel="noreferrer">
            {label}
          </a>
        )}
        <span className="in-under">{link.added_by}</span>
        {drop.isError && <ActProblem error={drop.error} />}
      </span>
      {mayWork(incident) && (
        <Button
          size="small"
          type="text"
          loading={drop.isPending}
          aria-label={t('link.remove_of', { label })}
          onClick={() => drop.mutate()}
        >
          {t('remove')}
        </Button>
      )}
    </li>
  );
}

interface Fields {
  kind: (typeof LINK_KINDS)[number];
  target: string | null;
  label: string;
}

function AddDialog({ detail: { incident }, onClose }: { detail: Detail; onClose: () => void }) {
  const { t } = useTranslation(['incident', 'errors']);
  return (
    <FormDialog<Fields>
      title={t('incident:link.add')}
      submit={t('incident:link.submit')}
      said={t('incident:link.added')}
      start={{ kind: 'alert', target: null, label: '' }}
      send={(body) =>
        post(incident.id, 'links', {
          ...body,
          target: pathOf(body.target ?? ''),
          label: (body.label ?? '').trim(),
        })
      }
      refresh={refresh}
      onClose={onClose}
    >
      {(form) => (
        <>
          <Form.Item name="kind" label={t('incident:link.kind_of')}>
            <Select
              options={LINK_KINDS.map((value) => ({ value, label: t(`incident:link.one.${value}`) }))}
              onChange={() => form.setFieldsValue({ target: null, label: '' })}
            />
          </Form.Item>
          <Form.Item noStyle dependencies={['kind']}>
            {() => (
              <Form.Item
                name="target"
                label={t('incident:link.target')}
                rules={[{ required: true, message: t('errors:field.required.what') }]}
              >
                <Target
                  kind={form.getFieldValue('kind') as Fields['kind']}
                  self={incident.id}
                  onLabel={(label) => form.setFieldValue('label', label)}
                />
              </Form.Item>
            )}
          </Form.Item>
          <Form.Item name="label" label={t('incident:link.label')}>
            <Input maxLength={MAX_LINE} />
          </Form.Item>
        </>
      )}
    </FormDialog>
  );
}

/** A whole address of this app is kept as its path, so that it holds elsewhere too. */
function pathOf(target: string): string {
  const here = window.location.origin;
  return target.startsWith(`${here}/`) ? target.slice(here.length) : target.trim();
}

/** How the other end is chosen, by what it is. */
function Target({
  kind,
  self,
  onLabel,
  ...field
}: {
  id?: string;
  value?: string | null;
  onChange?: (value: string | null) => void;
  kind: Fields['kind'];
  self: string;
  onLabel: (label: string) => void;
}) {
  const { t } = useTranslation('incident');
  const { onChange } = field;
  const take = (value: string | null, option?: RemoteOption) => {
    onChange?.(value);
    if (option) onLabel(option.label);
  };
  if (kind === 'incident') return <IncidentSelect {...field} without={self} onChange={take} />;
  if (kind === 'system') return <SystemSelect {...field} />;
  if (kind === 'alert' || kind === 'plan_duty')
    return (
      <RemoteSelect
        {...field}
        name={kind}
        find={kind === 'alert' ? findAlerts : findDuties}
        onChange={take}
      />
    );
  return (
    <Input
      {...(field.id ? { id: field.id } : {})}
      value={field.value ?? ''}
      onChange={(e) => onChange?.(e.target.value)}
      placeholder={t(`link.paste.${kind}`)}
    />
  );
}

async function findAlerts(text: string, signal: AbortSignal): Promise<RemoteOption[]> {
  const page = await data(
    api.GET('/api/v1/alerts', {
      params: { query: { limit: 30, ...(text ? { search: text } : {}) } },
      signal,
    }),
  );
  return page.items.map((one) => ({
    value: one.id,
    label: [one.rule_title, one.entity].filter(Boolean).join(' · '),
    hint: one.agency_name ?? undefined,
  }));
}

async function findDuties(text: string, signal: AbortSignal): Promise<RemoteOption[]> {
  const page = await data(
    api.GET('/api/v1/duties', {
      params: { query: { limit: 30, ...(text ? { search: text } : {}) } },
      signal,
    }),
  );
  return page.items.map((one) => ({ value: one.id, label: one.text, hint: one.agency.name }));
}
