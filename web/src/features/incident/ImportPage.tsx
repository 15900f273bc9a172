import './incident.css';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Select } from 'antd';
import { useMemo, useState } from 'react';
import { flushSync } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { useSession } from '~/app/session';
import { AgencySelect } from '~/features/agency/AgencySelect';
import { ownAgencies } from '~/features/agency/choices';
import { FilePick } from '~/features/duty/FilePick';
import { type DataColumn, DataTable } from '~/ui/DataTable';
import { formatNumber } from '~/ui/format';
import { UnsavedGuard, useFieldErrors } from '~/ui/forms';
import { LinkButton } from '~/ui/LinkButton';
import { Card, Page } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { StatusTag, type Tone } from '~/ui/StatusTag';
import { Nothing, NumberText } from '~/ui/texts';
import { choicesQuery, type Imported, type ImportedCase, refresh } from './api';
import { type ImportFields, importCases } from './calls';
import { faultText, newOf, onlyCase, placeText, verdictOf, whyText } from './import';
import { casePath, LIST_PATH } from './model';
import { capital } from './words';

/** Megabytes of a file of cases that the server takes. */
const MAX_MB = 10;

/** Cases of another installation or product: first what would come of the file, then the import. */
export function Component() {
  const { t } = useTranslation(['incident', 'errors', 'common']);
  const session = useSession();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const choices = useQuery(choicesQuery);
  const [form] = Form.useForm<ImportFields>();
  const fieldErrors = useFieldErrors(form);
  const [file, setFile] = useState<File>();
  const [shown, setShown] = useState(false);
  const own = ownAgencies(session);
  const send = useMutation({
    mutationFn: ({ fields, of, dryRun }: { fields: ImportFields; of: File; dryRun: boolean }) =>
      importCases(fields, of, dryRun),
    onMutate: () => setShown(false),
    onSuccess: async (done) => {
      if (!done.applied) return;
      // The guard must know before the page is left, not with the next drawing.
      flushSync(() => setFile(undefined));
      void refresh(client);
      const only = onlyCase(done);
      if (!only?.id) return;
      void message.success(t('incident:import.done', { code: only.incident_code ?? '' }));
      await navigate(casePath(only.id));
    },
    onError: (error) => setShown(fieldErrors(error)),
  });
  const { data } = send;
  const named = (list: readonly { code: string; name: string }[] | undefined) =>
    (list ?? []).map(({ code, name }) => ({ value: code, label: capital(name) }));
  if (data?.applied) return <Done done={data} onMore={send.reset} />;
  const fresh = data && verdictOf(data) === 'found' ? newOf(data) : 0;
  return (
    <Page title={t('incident:import.title')} meta={t('incident:import.meta')}>
      <UnsavedGuard dirty={file !== undefined} />
      <Form<ImportFields>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ agency_id: own[0]?.value ?? null, group_code: null, severity: null }}
        onValuesChange={() => send.reset()}
        onFinish={(fields) => file && send.mutate({ fields, of: file, dryRun: fresh === 0 })}
      >
        <div className="in-file">
          <FilePick
            single
            accept=".json,.stix"
            maxMb={MAX_MB}
            label={t('incident:import.file')}
            files={file ? [file] : []}
            onChange={([chosen]) => {
              setFile(chosen);
              send.reset();
            }}
          />
        </div>
        <Form.Item
          name="agency_id"
          label={t('incident:import.agency')}
          extra={t('incident:import.agency_help')}
          rules={[{ required: true, message: t('errors:field.choose.what') }]}
        >
          <AgencySelect first={own} />
        </Form.Item>
        <fieldset className="in-group">
          <legend>{t('incident:import.missing')}</legend>
          <div className="cl-two">
            <Form.Item name="group_code" label={t('incident:column.group')}>
              <Select allowClear options={named(choices.data?.groups)} loading={choices.isPending} />
            </Form.Item>
            <Form.Item name="severity" label={t('incident:column.severity')}>
              <Select allowClear options={named(choices.data?.severities)} loading={choices.isPending} />
            </Form.Item>
          </div>
          <p className="cl-quiet">{t('incident:import.missing_help')}</p>
        </fieldset>
        {data && <Preview found={data} />}
        {send.isError && !shown && <ProblemAlert problem={send.error} />}
        <div className="cl-form-bar">
          <Button type="primary" htmlType="submit" loading={send.isPending} disabled={!file}>
            {fresh > 0
              ? t('incident:import.do', { count: fresh, number: formatNumber(fresh) })
              : t('incident:import.look')}
          </Button>
          <Button onClick={() => void navigate(LIST_PATH)}>{t('common:action.cancel')}</Button>
          {!file && <span className="cl-quiet">{t('incident:import.no_file')}</span>}
        </div>
      </Form>
    </Page>
  );
}

/** What would come of the file; nothing is written yet. */
function Preview({ found }: { found: Imported }) {
  const { t } = useTranslation('incident');
  const verdict = verdictOf(found);
  const count = newOf(found);
  return (
    <Card title={t('import.preview')}>
      <p role="status" data-verdict={verdict}>
        {t(`import.${verdict}`, { count, number: formatNumber(count) })}
      </p>
      {found.faults.length > 0 && (
        <>
          <h3>{t('import.faults')}</h3>
          <ul className="in-faults">
            {found.faults.map((fault, at) => (
              <li key={`${at} ${fault.place}`}>
                <code className="cl-break">{placeText(t, fault.place)}</code>{' '}
                <span className="cl-break">{faultText(t, fault)}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      {found.items.length > 0 && <Cases items={found.items} />}
      <LeftOut number={found.left_out} />
    </Card>
  );
}

function LeftOut({ number }: { number: number }) {
  const { t } = useTranslation('incident');
  if (number === 0) return null;
  return (
    <p className="cl-quiet in-faults-rest">
      {t('import.left_out', { count: number, number: formatNumber(number) })}
    </p>
  );
}

const TONES: Record<string, Tone> = { new: 'good', duplicate: 'info', invalid: 'high' };

/** The cases of the file, one by one. */
function Cases({ items }: { items: readonly ImportedCase[] }) {
  const { t } = useTranslation('incident');
  const columns = useMemo<DataColumn<ImportedCase>[]>(
    () => [
      {
        key: 'title',
        title: t('import.column.title'),
        primary: true,
        render: (c) => c.title || <span className="cl-quiet">{t('import.no_title')}</span>,
      },
      {
        key: 'what',
        title: t('import.column.what'),
        width: '150px',
        render: (c) => (
          <StatusTag
            tone={TONES[c.what] ?? 'info'}
            label={t(`import.what.${c.what}`, { defaultValue: c.what })}
          />
        ),
      },
      {
        key: 'indicators',
        title: t('import.column.indicators'),
        width: '90px',
        align: 'right',
        render: (c) => <NumberText value={c.what === 'new' ? c.indicators : null} />,
      },
      {
        key: 'why',
        title: t('import.column.why'),
        width: '280px',
        render: (c) => (c.code ? whyText(t, c) : <Nothing />),
      },
      {
        key: 'place',
        title: t('import.column.place'),
        width: '130px',
        notOnPhone: true,
        render: (c) => <code className="cl-break">{placeText(t, c.place)}</code>,
      },
    ],
    [t],
  );
  return (
    <DataTable<ImportedCase>
      id="incident.import"
      label={t('import.preview')}
      columns={columns}
      rowKey={(c) => c.place}
      source={{ rows: [...items] }}
      searchable={false}
      onExport={false}
      height="auto"
      empty={{ title: t('import.nothing') }}
    />
  );
}

/** Several cases at once: each is opened from here. */
function Done({ done, onMore }: { done: Imported; onMore: () => void }) {
  const { t } = useTranslation('incident');
  const made = done.items.filter((item) => item.id);
  return (
    <Page
      title={t('import.done_many', { count: made.length, number: formatNumber(made.length) })}
      actions={
        <>
          <Button onClick={onMore}>{t('import.again')}</Button>
          <LinkButton type="primary" to={LIST_PATH}>
            {t('menu')}
          </LinkButton>
        </>
      }
    >
      <Card title={t('menu')}>
        <p role="status">{t('import.done_text')}</p>
        <ul className="cl-lines">
          {made.map((item) => (
            <li key={item.id}>
              <Link to={casePath(item.id ?? '')}>
                <span className="in-code">{item.incident_code}</span> {item.title}
              </Link>
            </li>
          ))}
        </ul>
        <LeftOut number={done.left_out} />
      </Card>
    </Page>
  );
}
