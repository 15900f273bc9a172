import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Checkbox, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { can, useSession } from '~/app/session';
import { filterOf, phrase } from '~/features/search/query';
import { searchLink } from '~/features/search/state';
import { ActProblem } from '~/ui/ActProblem';
import { FormDialog } from '~/ui/FormDialog';
import { FreeText } from '~/ui/FreeText';
import { formatNumber } from '~/ui/format';
import { EmptyState } from '~/ui/views';
import { type Detail, type FoundIndicator, type Indicator, refresh } from './api';
import { extract, post, remove } from './calls';
import { FIELD_OF, MAX_LINE, MAX_TEXT, mayWork, mayWrite } from './model';
import { useAct } from './useAct';

/** Addresses, names and hashes by which others find the same. */
export default function IndicatorsTab({ detail }: { detail: Detail }) {
  const { t } = useTranslation('incident');
  const { incident, indicators } = detail;
  const [asked, setAsked] = useState<'add' | 'extract'>();
  const writes = mayWrite(incident);
  const close = () => setAsked(undefined);
  const acts = writes && (
    <div className="in-bar">
      <Button type="primary" onClick={() => setAsked('extract')}>
        {t('indicator.extract')}
      </Button>
      <Button onClick={() => setAsked('add')}>{t('indicator.add')}</Button>
    </div>
  );
  return (
    <section aria-label={t('tab.indicators')}>
      {indicators.length === 0 ? (
        <EmptyState title={t('indicator.empty')} text={t('indicator.empty_text')} action={acts} />
      ) : (
        <>
          {acts}
          <ul className="cl-lines in-list">
            {indicators.map((one) => (
              <Row key={one.id} detail={detail} indicator={one} />
            ))}
          </ul>
        </>
      )}
      {asked === 'add' && <AddDialog detail={detail} onClose={close} />}
      {asked === 'extract' && <ExtractDialog detail={detail} onClose={close} />}
    </section>
  );
}

function Row({ detail: { incident }, indicator }: { detail: Detail; indicator: Indicator }) {
  const { t } = useTranslation('incident');
  const session = useSession();
  const drop = useAct(() => remove(incident.id, 'indicators', indicator.id), t('indicator.removed'));
  const field = FIELD_OF[indicator.kind];
  const q = field ? filterOf(field, indicator.value) : phrase(indicator.value);
  return (
    <li>
      <span>
        <span className="cl-quiet">
          {t(`indicator.kind.${indicator.kind}`, { defaultValue: indicator.kind })}
        </span>{' '}
        <code className="in-value">{indicator.value}</code>
        <span className="in-under">
          {[
            indicator.note,
            t(`indicator.source.${indicator.source}`, { defaultValue: indicator.source }),
            indicator.added_by,
          ]
            .filter(Boolean)
            .join(' · ')}
        </span>
        {drop.isError && <ActProblem error={drop.error} />}
      </span>
      <span className="cl-row-actions">
        {can(session, 'search.read') && <Link to={searchLink({ q })}>{t('indicator.search')}</Link>}
        {mayWork(incident) && (
          <Button
            size="small"
            type="text"
            loading={drop.isPending}
            aria-label={t('indicator.remove_of', { value: indicator.value })}
            onClick={() => drop.mutate()}
          >
            {t('remove')}
          </Button>
        )}
      </span>
    </li>
  );
}

function AddDialog({ detail: { incident }, onClose }: { detail: Detail; onClose: () => void }) {
  const { t } = useTranslation(['incident', 'errors']);
  return (
    <FormDialog<{ value: string; note: string }>
      title={t('incident:indicator.add')}
      submit={t('incident:indicator.add')}
      said={t('incident:indicator.added')}
      start={{ value: '', note: '' }}
      send={({ value, note }) =>
        post(incident.id, 'indicators', { values: value.trim(), note: note.trim(), source: 'manual' })
      }
      refresh={refresh}
      onClose={onClose}
    >
      <Form.Item
        name="value"
        label={t('incident:indicator.value')}
        extra={t('incident:indicator.value_help')}
        rules={[{ required: true, whitespace: true, message: t('errors:field.required.what') }]}
      >
        <Input.TextArea
          autoFocus
          autoSize={{ minRows: 2, maxRows: 8 }}
          maxLength={MAX_TEXT}
          className="in-mono"
        />
      </Form.Item>
      <Form.Item name="note" label={t('incident:indicator.note')}>
        <FreeText single maxLength={MAX_LINE} />
      </Form.Item>
    </FormDialog>
  );
}

const keyOf = ({ kind, value }: Pick<FoundIndicator, 'kind' | 'value'>) => `${kind} ${value}`;

/** Finds indicators in a text, or in all that the case says; the person chooses which are kept. */
function ExtractDialog({ detail, onClose }: { detail: Detail; onClose: () => void }) {
  const { t } = useTranslation(['incident', 'common']);
  const { incident } = detail;
  const client = useQueryClient();
  const { message } = App.useApp();
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState<string[]>([]);
  const known = new Set(detail.indicators.map(keyOf));
  const find = useMutation({
    mutationFn: (of: string) => extract(incident.id, of.trim() || undefined),
    // An address of a private network tells others nothing; it is kept when somebody says so.
    onSuccess: (found) =>
      setChosen(
        found
          .filter((one) => !one.private)
          .map(keyOf)
          .filter((key) => !known.has(key)),
      ),
  });
  const fresh = (find.data ?? []).filter((one) => !known.has(keyOf(one)));
  const keep = useMutation({
    mutationFn: (keys: readonly string[]) =>
      post(incident.id, 'indicators', {
        values: fresh
          .filter((f) => keys.includes(keyOf(f)))
          .map((f) => f.value)
          .join('\n'),
        note: '',
        source: 'text',
      }),
    onSuccess: (_, keys) => {
      void message.success(t('incident:indicator.kept', { count: keys.length }));
      onClose();
    },
    onSettled: () => refresh(client),
  });
  return (
    <Modal
      open
      width={680}
      title={t('incident:indicator.extract')}
      okText={t('incident:indicator.keep', { number: formatNumber(chosen.length) })}
      okButtonProps={{ disabled: chosen.length === 0 }}
      cancelText={t('common:action.cancel')}
      confirmLoading={keep.isPending}
      onOk={() => keep.mutate(chosen)}
      onCancel={onClose}
      mask={{ closable: false }}
    >
      <FreeText
        value={text}
        onChange={setText}
        minRows={4}
        maxLength={MAX_TEXT}
        aria-label={t('incident:indicator.text')}
        placeholder={t('incident:indicator.text')}
      />
      <div className="cl-row-actions">
        <Button loading={find.isPending} onClick={() => find.mutate(text)}>
          {t(text.trim() ? 'incident:indicator.find_text' : 'incident:indicator.find_case')}
        </Button>
      </div>
      {find.isError && <ActProblem error={find.error} />}
      <div aria-live="polite">
        {find.data && fresh.length === 0 && (
          <p className="cl-quiet">
            {t(find.data.length > 0 ? 'incident:indicator.all_known' : 'incident:indicator.none_found')}
          </p>
        )}
        {fresh.length > 0 && (
          <Checkbox.Group value={chosen} onChange={setChosen} className="in-found">
            {fresh.map((one) => (
              <Checkbox key={keyOf(one)} value={keyOf(one)}>
                <span className="cl-quiet">
                  {t(`incident:indicator.kind.${one.kind}`, { defaultValue: one.kind })}
                </span>{' '}
                <code className="in-value">{one.value}</code>
                {one.private && <span className="cl-quiet"> {t('incident:indicator.private')}</span>}
              </Checkbox>
            ))}
          </Checkbox.Group>
        )}
      </div>
      {keep.isError && <ActProblem error={keep.error} />}
    </Modal>
  );
}
