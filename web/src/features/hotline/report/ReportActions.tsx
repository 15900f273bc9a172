import { DownOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { App, Button, Dropdown, Form, type MenuProps, Select } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { RemoteSelect } from '~/features/incident/RemoteSelect';
import { FormDialog } from '~/ui/FormDialog';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { usePhone } from '~/ui/usePhone';
import { choicesQuery, type ReportDetail, readReport, readReports, refresh } from '../api';
import { act, FORMS, type FormName, saveForm } from '../calls';
import { FirstField } from '../FirstField';
import { may } from '../model';
import { LIST_PATH } from '../pages';
import { useSubject } from '../words';
import { ReasonItem } from './dialogs';

const ACTS = ['hand_over', 'release', 'duplicate', 'quarantine', 'reopen'] as const;
type Asked = (typeof ACTS)[number];

/** What can be done with the report beside the daily steps, and its papers; on a phone beside the step that is next. */
export function ReportActions({ detail, next }: { detail: ReportDetail; next?: ReactNode }) {
  const { t } = useTranslation('hotline');
  const { modal } = App.useApp();
  const phone = usePhone();
  const [asked, setAsked] = useState<Asked>();
  const close = () => setAsked(undefined);
  const { line } = detail;
  const acts = ACTS.filter((one) => may(detail, one));
  const save = (key: string) => {
    const [form, format] = key.split('.') as [FormName, string];
    saveForm(line, form, format).catch((error: unknown) => {
      modal.error({ title: t('form.failed'), content: <ProblemAlert problem={error} /> });
    });
  };
  const label = (one: Asked) =>
    one === 'quarantine' ? t(line.is_quarantined ? 'quarantine.lift' : 'quarantine.hold') : t(`${one}.open`);
  const papers = FORMS.flatMap((form) =>
    ['docx', 'pdf'].map((format) => ({
      key: `${form}.${format}`,
      label: t('form.one', { form: t(`form.${form}`), format: format.toUpperCase() }),
    })),
  );
  const others = acts.map((one) => ({ key: one, label: label(one) }));
  const choose = ({ key }: { key: string }) => (key.includes('.') ? save(key) : setAsked(key as Asked));
  const menu = (title: string, items: NonNullable<MenuProps['items']>) => (
    <Dropdown trigger={['click']} menu={{ items, onClick: choose }}>
      <Button icon={<DownOutlined />} iconPlacement="end">
        {title}
      </Button>
    </Dropdown>
  );
  return (
    <>
      {phone ? (
        menu(t('more'), [
          ...others,
          { key: 'papers', type: 'group', label: t('form.open'), children: papers },
        ])
      ) : (
        <>
          {menu(t('form.open'), papers)}
          {acts.length > 0 && menu(t('more'), others)}
        </>
      )}
      {phone && next}
      {asked === 'hand_over' && <HandOverDialog detail={detail} onClose={close} />}
      {asked === 'duplicate' && <DuplicateDialog detail={detail} onClose={close} />}
      {asked === 'quarantine' && <QuarantineDialog detail={detail} onClose={close} />}
      {asked === 'reopen' && <ReopenDialog detail={detail} onClose={close} />}
      {asked === 'release' && <ReleaseDialog detail={detail} onClose={close} />}
    </>
  );
}

interface Props {
  detail: ReportDetail;
  onClose: () => void;
}

/** To another desk, whose people see it then. */
function HandOverDialog({ detail: { line }, onClose }: Props) {
  const { t } = useTranslation(['hotline', 'errors']);
  const navigate = useNavigate();
  const { data: choices } = useQuery(choicesQuery);
  return (
    <FormDialog<{ desk_id: string | null; reason: string }>
      title={t('hotline:hand_over.open')}
      submit={t('hotline:hand_over.submit')}
      said={t('hotline:hand_over.done')}
      start={{ desk_id: null, reason: '' }}
      send={(fields) => act(line, 'hand-over', fields)}
      // Given out of the own reach, there is nothing to go back to but the list.
      refresh={async (client) => {
        const seen = await readReport(line.id).catch(() => undefined);
        if (!seen) await navigate(LIST_PATH);
        await refresh(client);
      }}
      onClose={onClose}
    >
      <FirstField name="desk_id" />
      <Form.Item
        name="desk_id"
        label={t('hotline:hand_over.desk')}
        rules={[{ required: true, message: t('errors:field.choose.what') }]}
      >
        <Select
          popupMatchSelectWidth={false}
          options={(choices?.desks ?? [])
            .filter((desk) => desk.active && desk.id !== line.desk_id)
            .map(({ id, name }) => ({ value: id, label: name }))}
        />
      </Form.Item>
      <ReasonItem />
    </FormDialog>
  );
}

function DuplicateDialog({ detail: { line }, onClose }: Props) {
  const { t } = useTranslation(['hotline', 'errors']);
  const subject = useSubject();
  return (
    <FormDialog<{ of: string | null }>
      title={t('hotline:duplicate.open')}
      submit={t('hotline:duplicate.submit')}
      said={t('hotline:duplicate.done')}
      start={{ of: null }}
      send={(fields) => act(line, 'duplicate', fields)}
      refresh={refresh}
      onClose={onClose}
    >
      <p>{t('hotline:duplicate.about')}</p>
      <FirstField name="of" />
      <Form.Item
        name="of"
        label={t('hotline:duplicate.of')}
        rules={[{ required: true, message: t('errors:field.choose.what') }]}
      >
        <RemoteSelect
          name="hotline report"
          find={async (search, signal) => {
            const page = await readReports({ view: 'all', search, order: 'newest', limit: 20 }, signal);
            return page.items
              .filter((one) => one.id !== line.id)
              .map((one) => ({ value: one.id, label: one.number, hint: subject(one) }));
          }}
        />
      </Form.Item>
    </FormDialog>
  );
}

function QuarantineDialog({ detail: { line }, onClose }: Props) {
  const { t } = useTranslation('hotline');
  const hold = !line.is_quarantined;
  const title = t(hold ? 'quarantine.hold' : 'quarantine.lift');
  return (
    <FormDialog<{ reason: string }>
      title={title}
      submit={title}
      said={t(hold ? 'quarantine.held' : 'quarantine.lifted')}
      start={{ reason: '' }}
      send={({ reason }) => act(line, 'quarantine', { hold, reason })}
      refresh={refresh}
      onClose={onClose}
    >
      <p>{t('quarantine.about')}</p>
      <ReasonItem focus />
    </FormDialog>
  );
}

function ReopenDialog({ detail: { line }, onClose }: Props) {
  const { t } = useTranslation('hotline');
  return (
    <FormDialog<{ reason: string }>
      title={t('reopen.open')}
      submit={t('reopen.open')}
      said={t('reopen.done')}
      start={{ reason: '' }}
      send={(fields) => act(line, 'reopen', fields)}
      refresh={refresh}
      onClose={onClose}
    >
      <ReasonItem focus />
    </FormDialog>
  );
}

function ReleaseDialog({ detail: { line }, onClose }: Props) {
  const { t } = useTranslation('hotline');
  return (
    <FormDialog<object>
      title={t('release.open')}
      submit={t('release.open')}
      said={t('release.done')}
      start={{}}
      send={() => act(line, 'release')}
      refresh={refresh}
      onClose={onClose}
    >
      <p>{t('release.about')}</p>
    </FormDialog>
  );
}
