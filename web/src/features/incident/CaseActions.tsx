import { DownOutlined } from '@ant-design/icons';
import { App, Button, Dropdown, Form } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AgencySelect } from '~/features/agency/AgencySelect';
import { FormDialog } from '~/ui/FormDialog';
import { FreeText } from '~/ui/FreeText';
import { ProblemAlert } from '~/ui/ProblemAlert';
import type { Detail } from './api';
import { refresh } from './api';
import { ClassDialog } from './ClassDialog';
import { act, exportCase } from './calls';
import { IncidentSelect } from './IncidentSelect';
import { classifies, isOpen, MAX_REASON, may, type Step, sideSteps } from './model';
import { StepDialog } from './StepDialog';

type Asked = 'class' | 'hand_over' | 'merge' | 'restrict' | Step;

/** What can be done with the whole case; only what the reader may do. */
export function CaseActions({ detail }: { detail: Detail }) {
  const { t } = useTranslation('incident');
  const { modal } = App.useApp();
  const { incident } = detail;
  const [asked, setAsked] = useState<Asked>();
  const close = () => setAsked(undefined);
  const live = isOpen(incident.state);
  const handles = may(incident, 'handle');
  const take = (format: string) =>
    exportCase(incident.id, format).catch((error: unknown) => {
      modal.error({ title: t('export.failed'), content: <ProblemAlert problem={error} /> });
    });
  const acts: { key: Asked; label: string; danger?: boolean }[] = [
    ...(live && handles ? [{ key: 'hand_over' as const, label: t('hand_over.open') }] : []),
    ...(live && handles ? [{ key: 'merge' as const, label: t('merge.open') }] : []),
    ...(may(incident, 'restrict')
      ? [{ key: 'restrict' as const, label: t(incident.restricted ? 'restrict.lift' : 'restrict.open') }]
      : []),
    ...sideSteps(incident).map((step) => ({
      key: step,
      label: t(`step.do.${step}`),
      danger: step === 'dismiss',
    })),
  ];
  return (
    <>
      {classifies(incident) && <Button onClick={() => setAsked('class')}>{t('class.open')}</Button>}
      <Dropdown
        trigger={['click']}
        menu={{
          items: [
            ...acts,
            ...(acts.length > 0 ? [{ type: 'divider' as const }] : []),
            ...['stix', 'json', 'csv'].map((format) => ({ key: format, label: t(`export.${format}`) })),
          ],
          onClick: ({ key }) => {
            if (key === 'stix' || key === 'json' || key === 'csv') void take(key);
            else setAsked(key as Asked);
          },
        }}
      >
        <Button icon={<DownOutlined />} iconPlacement="end">
          {t('more')}
        </Button>
      </Dropdown>
      {asked === 'class' && <ClassDialog detail={detail} onClose={close} />}
      {asked === 'hand_over' && <HandOverDialog detail={detail} onClose={close} />}
      {asked === 'merge' && <MergeDialog detail={detail} onClose={close} />}
      {asked === 'restrict' && <RestrictDialog detail={detail} onClose={close} />}
      {(asked === 'dismiss' || asked === 'reopen') && (
        <StepDialog detail={detail} step={asked} onClose={close} />
      )}
    </>
  );
}

interface Props {
  detail: Detail;
  onClose: () => void;
}

export function ReasonItem() {
  const { t } = useTranslation(['incident', 'errors']);
  return (
    <Form.Item
      name="reason"
      label={t('incident:reason')}
      rules={[{ required: true, whitespace: true, message: t('errors:field.required.what') }]}
    >
      <FreeText minRows={2} maxLength={MAX_REASON} />
    </Form.Item>
  );
}

function HandOverDialog({ detail: { incident }, onClose }: Props) {
  const { t } = useTranslation(['incident', 'errors']);
  return (
    <FormDialog<{ agency_id: string | null; reason: string }>
      title={t('incident:hand_over.open')}
      submit={t('incident:hand_over.submit')}
      said={t('incident:hand_over.done')}
      start={{ agency_id: null, reason: '' }}
      send={(body) => act(incident, 'hand-over', body)}
      refresh={refresh}
      onClose={onClose}
    >
      <p>{t('incident:hand_over.about')}</p>
      <Form.Item
        name="agency_id"
        label={t('incident:hand_over.to')}
        rules={[{ required: true, message: t('errors:field.choose.what') }]}
      >
        <AgencySelect />
      </Form.Item>
      <ReasonItem />
    </FormDialog>
  );
}

function MergeDialog({ detail: { incident }, onClose }: Props) {
  const { t } = useTranslation(['incident', 'errors']);
  return (
    <FormDialog<{ into: string | null; reason: string }>
      title={t('incident:merge.open')}
      submit={t('incident:merge.submit')}
      said={t('incident:merge.done')}
      start={{ into: null, reason: '' }}
      send={(body) => act(incident, 'merge', body)}
      refresh={refresh}
      onClose={onClose}
    >
      <p>{t('incident:merge.about')}</p>
      <Form.Item
        name="into"
        label={t('incident:merge.into')}
        rules={[{ required: true, message: t('errors:field.choose.what') }]}
      >
        <IncidentSelect without={incident.id} />
      </Form.Item>
      <ReasonItem />
    </FormDialog>
  );
}

function RestrictDialog({ detail: { incident }, onClose }: Props) {
  const { t } = useTranslation('incident');
  const key = incident.restricted ? 'lift' : 'open';
  return (
    <FormDialog<{ reason: string }>
      title={t(`restrict.${key}`)}
      submit={t(`restrict.${key}`)}
      said={t(`restrict.${key}_done`)}
      start={{ reason: '' }}
      send={({ reason }) => act(incident, 'restrict', { restricted: !incident.restricted, reason })}
      refresh={refresh}
      onClose={onClose}
    >
      <p>{t(`restrict.${key}_about`)}</p>
      <ReasonItem />
    </FormDialog>
  );
}
