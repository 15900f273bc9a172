import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Checkbox, Form, Radio, Segmented, Select } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ActProblem } from '~/ui/ActProblem';
import { FreeText } from '~/ui/FreeText';
import { DraftNotice, UnsavedGuard, useDraft } from '~/ui/forms';
import { DateText } from '~/ui/texts';
import { EmptyState } from '~/ui/views';
import { type Detail, type Entry, refresh } from './api';
import { post } from './calls';
import { MomentItem } from './MomentField';
import { ENTRY_KINDS, entriesOf, isJob, MAX_TEXT, mayWrite, WRITTEN } from './model';
import { type Sentence, useSentence } from './sentences';

/** What happened, in the order in which it did. */
export function TimelineTab({ detail }: { detail: Detail }) {
  const { t } = useTranslation('incident');
  const [kinds, setKinds] = useState<string[]>([]);
  const [newest, setNewest] = useState(false);
  const sentence = useSentence(detail);
  const entries = useMemo(() => {
    const shown = entriesOf(detail.entries, kinds);
    return newest ? shown.reverse() : shown;
  }, [detail.entries, kinds, newest]);
  const present = ENTRY_KINDS.filter((kind) => detail.entries.some((e) => e.kind === kind));
  const write = mayWrite(detail.incident) && <Write detail={detail} />;
  return (
    <section className="in-timeline" aria-label={t('tab.timeline')}>
      <div className="in-bar">
        <Select
          mode="multiple"
          allowClear
          className="in-kinds"
          aria-label={t('timeline.filter')}
          placeholder={t('timeline.all')}
          value={kinds}
          options={present.map((value) => ({ value, label: t(`entry_kind.${value}`) }))}
          onChange={setKinds}
        />
        <Button type="link" size="small" onClick={() => setKinds([...WRITTEN])}>
          {t('timeline.written')}
        </Button>
        <Segmented
          size="small"
          aria-label={t('timeline.order')}
          value={newest ? 'newest' : 'oldest'}
          options={['oldest', 'newest'].map((value) => ({ value, label: t(`timeline.${value}`) }))}
          onChange={(value) => setNewest(value === 'newest')}
        />
      </div>
      {newest && write}
      {entries.length === 0 && <EmptyState title={t('timeline.empty')} text={t('timeline.empty_text')} />}
      <ol className="in-entries">
        {entries.map((entry) => (
          <Line key={entry.id} entry={entry} sentence={sentence} />
        ))}
      </ol>
      {!newest && write}
    </section>
  );
}

function Line({ entry, sentence }: { entry: Entry; sentence: ReturnType<typeof useSentence> }) {
  const { t } = useTranslation('incident');
  const written = entry.kind === 'note' || entry.kind === 'decision';
  return (
    <li data-kind={written ? entry.kind : 'done'} data-internal={entry.internal || undefined}>
      <div className="in-entry-head">
        <DateText value={entry.at} />
        <span>
          <Author name={entry.author_name} />
          {entry.side && (
            <span className="cl-quiet"> · {t(`side.${entry.side}`, { defaultValue: entry.side })}</span>
          )}
        </span>
        {entry.kind === 'decision' && <strong>{t('entry_kind.decision')}</strong>}
        {entry.internal && <span className="in-internal">{t('timeline.internal')}</span>}
        {late(entry) && (
          <span className="cl-quiet">
            {t('timeline.written_at')} <DateText value={entry.written_at} />
          </span>
        )}
      </div>
      {!written && <Done {...sentence(entry)} />}
      {entry.text && <div className="in-entry-text">{entry.text}</div>}
    </li>
  );
}

/** A person by name; a job of the product bears the name of its code. */
function Author({ name }: { name: string }) {
  const { t } = useTranslation('incident');
  return <>{isJob(name) ? t('timeline.product') : name}</>;
}

/** What the product wrote of what was done. */
function Done({ text, words }: Sentence) {
  return (
    <div className="cl-break">
      {text}
      {words && <div className="in-entry-words">{words}</div>}
    </div>
  );
}

/** Written more than ten minutes after it happened. */
const late = (entry: Entry) => Date.parse(entry.written_at) - Date.parse(entry.at) > 600_000;

interface Fields {
  kind: 'note' | 'decision';
  text: string;
  internal: boolean;
  at: string | null;
}

function Write({ detail: { incident } }: { detail: Detail }) {
  const { t } = useTranslation('incident');
  const client = useQueryClient();
  const { message } = App.useApp();
  const [form] = Form.useForm<Fields>();
  const draft = useDraft<Fields>(`incident.note.${incident.id}`);
  const [dirty, setDirty] = useState(false);
  const [dated, setDated] = useState(false);
  const add = useMutation({
    mutationFn: ({ at, text, ...rest }: Fields) =>
      post(incident.id, 'entries', { ...rest, text: text.trim(), ...(dated && at ? { at } : {}) }),
    onSuccess: () => {
      form.resetFields();
      draft.drop();
      setDirty(false);
      setDated(false);
      void message.success(t('timeline.added'));
      return refresh(client);
    },
  });
  return (
    <div className="in-write">
      <UnsavedGuard dirty={dirty} />
      <DraftNotice
        draft={draft}
        onRestore={(kept) => {
          form.setFieldsValue(kept);
          setDirty(true);
        }}
      />
      <Form<Fields>
        form={form}
        layout="vertical"
        initialValues={{ kind: 'note', text: '', internal: false, at: null }}
        onValuesChange={(_, all) => {
          setDirty(Boolean(all.text));
          if (all.text) draft.save(all);
        }}
        onFinish={(fields) => {
          if (fields.text?.trim()) add.mutate(fields);
        }}
      >
        <Form.Item name="text" className="in-close">
          <FreeText
            minRows={2}
            maxLength={MAX_TEXT}
            aria-label={t('timeline.text')}
            placeholder={t('timeline.text')}
          />
        </Form.Item>
        <div className="in-bar">
          <Form.Item name="kind" noStyle>
            <Radio.Group>
              {WRITTEN.map((kind) => (
                <Radio key={kind} value={kind}>
                  {t(`entry_kind.${kind}`)}
                </Radio>
              ))}
            </Radio.Group>
          </Form.Item>
          <Form.Item name="internal" valuePropName="checked" noStyle>
            <Checkbox>
              {t(incident.agency_side ? 'timeline.internal_agency' : 'timeline.internal_centre')}
            </Checkbox>
          </Form.Item>
          {!dated && (
            <button type="button" className="cl-link" onClick={() => setDated(true)}>
              {t('timeline.earlier')}
            </button>
          )}
          <Button type="primary" htmlType="submit" loading={add.isPending} className="in-send">
            {t('timeline.add')}
          </Button>
        </div>
        {dated && <MomentItem name="at" label={t('timeline.at')} notAfterNow />}
        {add.isError && <ActProblem error={add.error} />}
      </Form>
    </div>
  );
}
