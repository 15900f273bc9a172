import './report.css';
import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined } from '@ant-design/icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Checkbox, Input, Select, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, data, ifMatch, type Schema } from '~/api/client';
import { can, useSession } from '~/app/session';
import { ownAgencies } from '~/features/agency/choices';
import { roman } from '~/ui/format';
import { UnsavedGuard } from '~/ui/forms';
import { Card, Page } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { LawLink } from '~/ui/texts';
import { EmptyState } from '~/ui/views';
import { Labelled } from './Labelled';
import { freshId, moved, type Outline, type OutlineBlock } from './model';

type Template = Schema<'TemplateView'>;
type Builtin = Schema<'BuiltinTemplate'>;
type Plan = Schema<'DashboardPlan'>;

const blockKinds = [
  'text',
  'target_table',
  'duty_table',
  'difficulties',
  'counts',
  'late',
  'silent_agencies',
] as const;
const periods = ['year', 'nine_months', 'half_year', 'quarter', 'month', 'ad_hoc'] as const;

/** Outlines per plan and period: superiors change them, so people do too. */
export function Component() {
  const { t } = useTranslation('report');
  const session = useSession();
  const [editing, setEditing] = useState<Template | 'new'>();
  const templates = useQuery({
    queryKey: ['reports', 'templates'],
    queryFn: ({ signal }) => data(api.GET('/api/v1/report-templates', { params: { query: {} }, signal })),
  });
  const builtin = useQuery({
    queryKey: ['reports', 'templates', 'builtin'],
    queryFn: ({ signal }) => data(api.GET('/api/v1/report-templates/builtin', { signal })),
  });
  const plans = useQuery({
    queryKey: ['dashboard', undefined],
    queryFn: ({ signal }) => data(api.GET('/api/v1/dashboard', { params: { query: {} }, signal })),
    enabled: can(session, 'duty.read'),
  });
  const problem = templates.error ?? builtin.error;
  const mayChange = can(session, 'template.change');
  const reload = () => {
    void templates.refetch();
    void builtin.refetch();
  };
  return (
    <Page
      title={t('menu.templates')}
      meta={t('template.about')}
      actions={
        mayChange &&
        !editing && (
          <Button type="primary" disabled={!builtin.data} onClick={() => setEditing('new')}>
            {t('template.new')}
          </Button>
        )
      }
    >
      {problem && <ProblemAlert problem={problem} onRetry={reload} />}
      {(templates.isPending || builtin.isPending) && !problem && <Skeleton active />}
      {!editing && templates.data && builtin.data && (
        <>
          <Card title={t('create.builtin')}>
            <p>{builtin.data.name}</p>
            <LawLink text={builtin.data.citation} />
          </Card>
          {templates.data.length === 0 && (
            <EmptyState title={t('template.none')} text={t('template.none_text')} />
          )}
          {templates.data.map((tpl) => (
            <Card
              key={tpl.id}
              title={tpl.name}
              extra={mayChange && <Button onClick={() => setEditing(tpl)}>{t('template.edit')}</Button>}
            >
              <p className="cl-quiet">
                {t('template.sections', { count: tpl.outline.sections.length })}
                {tpl.period_kind && ` · ${t(`kind.${tpl.period_kind as 'year'}`)}`}
              </p>
            </Card>
          ))}
        </>
      )}
      {editing && builtin.data && (
        <Editor
          template={editing === 'new' ? undefined : editing}
          builtin={builtin.data}
          plans={plans.data?.plans ?? []}
          onClose={() => setEditing(undefined)}
        />
      )}
    </Page>
  );
}

function Editor({
  template,
  builtin,
  plans,
  onClose,
}: {
  template: Template | undefined;
  builtin: Builtin;
  plans: readonly Plan[];
  onClose: () => void;
}) {
  const { t } = useTranslation(['report', 'common']);
  const client = useQueryClient();
  const { message } = App.useApp();
  const agencies = ownAgencies(useSession());
  const [name, setName] = useState(template?.name ?? '');
  const [plan, setPlan] = useState(template?.plan_id ?? '');
  const [kind, setKind] = useState(template?.period_kind ?? '');
  const [outline, setOutline] = useState<Outline>(template?.outline ?? builtin.outline);
  const [touched, setTouched] = useState(false);
  const change = (next: Outline) => {
    setOutline(next);
    setTouched(true);
  };
  const save = useMutation({
    mutationFn: async () => {
      const body = {
        name,
        plan_id: plan || null,
        owner_agency_id: template ? (template.owner_agency_id ?? null) : (agencies[0]?.value ?? null),
        period_kind: kind || null,
        outline,
        topics: template?.topics ?? null,
      };
      if (template)
        await api.PUT('/api/v1/report-templates/{id}', {
          params: { path: { id: template.id } },
          headers: ifMatch(`"${template.version}"`),
          body,
        });
      else await api.POST('/api/v1/report-templates', { body });
    },
    onSuccess: async () => {
      setTouched(false);
      await client.invalidateQueries({ queryKey: ['reports', 'templates'] });
      void message.success(t('template.saved'));
      onClose();
    },
  });
  const setSection = (at: number, by: Partial<Outline['sections'][number]>) =>
    change({ ...outline, sections: outline.sections.map((s, i) => (i === at ? { ...s, ...by } : s)) });
  return (
    <div className="cl-report-editor">
      {save.isError && <ProblemAlert problem={save.error} />}
      <Labelled text={t('template.name')}>
        <Input
          value={name}
          maxLength={200}
          onChange={(e) => {
            setName(e.target.value);
            setTouched(true);
          }}
        />
      </Labelled>
      <div className="cl-report-period">
        <Labelled text={t('create.plan')}>
          <Select
            className="cl-full"
            value={plan}
            onChange={setPlan}
            options={[
              { value: '', label: t('template.every_plan') },
              ...plans.map((p) => ({ value: p.id, label: p.title })),
            ]}
          />
        </Labelled>
        <Labelled text={t('create.kind')}>
          <Select
            className="cl-full"
            value={kind}
            onChange={setKind}
            options={[
              { value: '', label: t('template.any_period') },
              ...periods.map((value) => ({ value, label: t(`kind.${value}`) })),
            ]}
          />
        </Labelled>
      </div>
      <Checkbox
        checked={outline.official_form}
        onChange={(e) => change({ ...outline, official_form: e.target.checked })}
      >
        {t('template.official')}
      </Checkbox>
      {outline.sections.map((section, s) => (
        <Card
          key={section.id}
          title={roman(s + 1)}
          extra={
            <RowTools
              label={section.title}
              onMove={(by) => change({ ...outline, sections: moved(outline.sections, s, by) })}
              onRemove={() => change({ ...outline, sections: outline.sections.filter((_, i) => i !== s) })}
            />
          }
        >
          <Input
            aria-label={t('template.section_title')}
            value={section.title}
            maxLength={300}
            onChange={(e) => setSection(s, { title: e.target.value })}
          />
          <Blocks blocks={section.blocks} onChange={(blocks) => setSection(s, { blocks })} />
          {section.parts.map((part, p) => (
            <div key={part.id} className="cl-report-part">
              <div className="cl-report-line">
                <span>{p + 1}.</span>
                <Input
                  aria-label={t('template.part_title')}
                  value={part.title}
                  maxLength={300}
                  onChange={(e) =>
                    setSection(s, {
                      parts: section.parts.map((x, i) => (i === p ? { ...x, title: e.target.value } : x)),
                    })
                  }
                />
                <RowTools
                  label={part.title}
                  onMove={(by) => setSection(s, { parts: moved(section.parts, p, by) })}
                  onRemove={() => setSection(s, { parts: section.parts.filter((_, i) => i !== p) })}
                />
              </div>
              <Labelled text={t('template.topic')}>
                <Select
                  className="cl-full"
                  value={part.topic ?? ''}
                  onChange={(topic) =>
                    setSection(s, {
                      parts: section.parts.map((x, i) => (i === p ? { ...x, topic: topic || null } : x)),
                    })
                  }
                  options={[
                    { value: '', label: t('template.all_topics') },
                    ...builtin.topics.map((topic) => ({
                      value: topic,
                      label: t(`topic.${topic as 'response'}`, { defaultValue: topic }),
                    })),
                  ]}
                />
              </Labelled>
              <Blocks
                blocks={part.blocks}
                onChange={(blocks) =>
                  setSection(s, { parts: section.parts.map((x, i) => (i === p ? { ...x, blocks } : x)) })
                }
              />
            </div>
          ))}
          <Button
            type="link"
            onClick={() =>
              setSection(s, {
                parts: [
                  ...section.parts,
                  {
                    id: freshId(
                      section.parts.map((x) => x.id),
                      'part',
                    ),
                    title: t('template.new_part'),
                    topic: null,
                    blocks: [{ kind: 'text', hint: null, key: null }],
                  },
                ],
              })
            }
          >
            {t('template.add_part')}
          </Button>
        </Card>
      ))}
      <Button
        onClick={() =>
          change({
            ...outline,
            sections: [
              ...outline.sections,
              {
                id: freshId(
                  outline.sections.map((x) => x.id),
                  'section',
                ),
                title: t('template.new_section'),
                blocks: [{ kind: 'text', hint: null, key: null }],
                parts: [],
              },
            ],
          })
        }
      >
        {t('template.add_section')}
      </Button>
      <div className="cl-page-actions">
        <Button onClick={onClose}>{t('common:action.cancel')}</Button>
        <Button
          type="primary"
          loading={save.isPending}
          disabled={name.trim() === '' || outline.sections.length === 0}
          onClick={() => save.mutate()}
        >
          {t('template.save')}
        </Button>
      </div>
      <UnsavedGuard dirty={touched} />
    </div>
  );
}

function RowTools({
  label,
  onMove,
  onRemove,
}: {
  label: string;
  onMove: (by: -1 | 1) => void;
  onRemove: () => void;
}) {
  const { t } = useTranslation('report');
  return (
    <span className="cl-report-tools">
      <Button
        aria-label={t('template.up', { label })}
        icon={<ArrowUpOutlined />}
        onClick={() => onMove(-1)}
      />
      <Button
        aria-label={t('template.down', { label })}
        icon={<ArrowDownOutlined />}
        onClick={() => onMove(1)}
      />
      <Button aria-label={t('template.remove', { label })} icon={<DeleteOutlined />} onClick={onRemove} />
    </span>
  );
}

function Blocks({
  blocks,
  onChange,
}: {
  blocks: readonly OutlineBlock[];
  onChange: (blocks: OutlineBlock[]) => void;
}) {
  const { t } = useTranslation('report');
  return (
    <div className="cl-report-blocks">
      {blocks.map((block, at) => (
        <div key={at} className="cl-report-line">
          <Select
            aria-label={t('template.block')}
            value={block.kind}
            onChange={(kind) => onChange(blocks.map((b, i) => (i === at ? { ...b, kind } : b)))}
            options={blockKinds.map((value) => ({ value, label: t(`block.${value}`) }))}
          />
          {block.kind === 'text' && (
            <Input
              aria-label={t('template.hint')}
              placeholder={t('template.hint')}
              value={block.hint ?? ''}
              maxLength={500}
              onChange={(e) =>
                onChange(blocks.map((b, i) => (i === at ? { ...b, hint: e.target.value || null } : b)))
              }
            />
          )}
          <RowTools
            label={t(`block.${block.kind as 'text'}`)}
            onMove={(by) => onChange(moved(blocks, at, by))}
            onRemove={() => onChange(blocks.filter((_, i) => i !== at))}
          />
        </div>
      ))}
      <Button type="link" onClick={() => onChange([...blocks, { kind: 'text', hint: null, key: null }])}>
        {t('template.add_block')}
      </Button>
    </div>
  );
}
