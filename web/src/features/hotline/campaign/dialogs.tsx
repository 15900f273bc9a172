import { useQuery } from '@tanstack/react-query';
import { Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { AgencySelect } from '~/features/agency/AgencySelect';
import { choicesQuery as incidentChoices } from '~/features/incident/api';
import { casePath } from '~/features/incident/model';
import { RemoteSelect } from '~/features/incident/RemoteSelect';
import { capital } from '~/features/incident/words';
import { listPath } from '~/features/indicator/model';
import { FormDialog } from '~/ui/FormDialog';
import { FreeText } from '~/ui/FreeText';
import { formatDate } from '~/ui/format';
import { Nothing } from '~/ui/texts';
import { readReports, refresh } from '../api';
import { DETECTABLE, MAX_NAME } from '../desk/model';
import { PublicNote } from '../desk/PublicNote';
import { noticePath } from '../desk/paths';
import { Indicator, ScamType, useNames } from '../desk/words';
import { FirstField } from '../FirstField';
import { MAX_TEXT } from '../model';
import {
  type CampaignBody,
  type CampaignDetail,
  changeReports,
  type IncidentBody,
  makeIncident,
  makeList,
  makeNotice,
  readCampaign,
  saveCampaign,
} from './api';

interface Props {
  detail: CampaignDetail;
  onClose: () => void;
}

/** Name, summary and kind of scam. */
export function EditDialog({ detail, onClose }: Props) {
  const { t } = useTranslation(['hotline_desk', 'errors']);
  const names = useNames();
  const fieldsOf = ({ line, summary }: CampaignDetail): CampaignBody => ({
    name: line.name,
    summary,
    scam_type: line.scam_type,
  });
  return (
    <FormDialog<CampaignBody, CampaignDetail>
      title={t('hotline_desk:campaign.edit')}
      submit={t('hotline_desk:save')}
      said={t('hotline_desk:saved')}
      start={fieldsOf(detail)}
      send={({ name, summary, scam_type }, over) =>
        saveCampaign((over ?? detail).line, {
          name: name.trim(),
          summary: summary.trim(),
          scam_type: scam_type ?? null,
        })
      }
      versions={{
        over: detail,
        reread: () => readCampaign(detail.line.id),
        fieldsOf,
        shown: [
          { key: 'name', label: t('hotline_desk:campaign.name') },
          { key: 'summary', label: t('hotline_desk:campaign.summary') },
          {
            key: 'scam_type',
            label: t('hotline_desk:column.scam_type'),
            render: (value) => <ScamType code={value} />,
          },
        ],
      }}
      refresh={refresh}
      onClose={onClose}
    >
      <Form.Item
        name="name"
        label={t('hotline_desk:campaign.name')}
        rules={[{ required: true, whitespace: true, message: t('errors:field.required.what') }]}
      >
        <Input maxLength={MAX_NAME} />
      </Form.Item>
      <Form.Item name="scam_type" label={t('hotline_desk:column.scam_type')}>
        <Select
          allowClear
          options={names.types}
          showSearch={{ optionFilterProp: 'label' }}
          popupMatchSelectWidth={false}
        />
      </Form.Item>
      <Form.Item
        name="summary"
        label={t('hotline_desk:campaign.summary')}
        extra={t('hotline_desk:campaign.summary_help')}
      >
        <FreeText minRows={4} maxLength={MAX_TEXT} />
      </Form.Item>
    </FormDialog>
  );
}

/** A draft of a warning: nothing is public before somebody publishes it. */
export function NoticeDialog({ detail, onClose }: Props) {
  const { t } = useTranslation('hotline_desk');
  const navigate = useNavigate();
  return (
    <FormDialog<object>
      title={t('make.notice.do')}
      submit={t('make.notice.submit')}
      said={t('make.notice.said')}
      start={{}}
      send={() => makeNotice(detail.line)}
      refresh={refresh}
      onDone={(answer) => void navigate(noticePath((answer as { notice_id: string }).notice_id))}
      onClose={onClose}
    >
      <PublicNote
        open={false}
        title={t('make.notice.public')}
        text={t('make.notice.text')}
        never={t('public.never')}
      />
      <dl className="cl-facts">
        <dt>{t('campaign.name')}</dt>
        <dd>{detail.line.name}</dd>
        <dt>{t('column.scam_type')}</dt>
        <dd>
          <ScamType code={detail.line.scam_type} />
        </dd>
        <dt>{t('campaign.summary')}</dt>
        <dd className="hd-text">{detail.summary || <Nothing />}</dd>
      </dl>
    </FormDialog>
  );
}

/** A case for those who handle incidents; citizens see nothing of it. */
export function IncidentDialog({ detail, onClose }: Props) {
  const { t } = useTranslation(['hotline_desk', 'errors', 'incident']);
  const navigate = useNavigate();
  const choices = useQuery(incidentChoices);
  const required = { required: true, message: t('errors:field.required.what') };
  const named = (list: readonly { code: string; name: string }[] | undefined) =>
    (list ?? []).map(({ code, name }) => ({ value: code, label: capital(name) }));
  return (
    <FormDialog<IncidentBody>
      title={t('hotline_desk:make.incident.do')}
      submit={t('hotline_desk:make.incident.submit')}
      said={t('hotline_desk:make.incident.said')}
      start={{ agency_id: null, group: '', severity: '' }}
      send={(body) => makeIncident(detail.line, body)}
      refresh={refresh}
      onDone={(answer) => void navigate(casePath((answer as { incident_id: string }).incident_id))}
      onClose={onClose}
    >
      <PublicNote
        open={false}
        title={t('hotline_desk:make.incident.public')}
        text={t('hotline_desk:make.incident.text')}
        never={t('hotline_desk:public.never')}
      />
      <Form.Item name="agency_id" label={t('incident:column.agency')} rules={[required]}>
        <AgencySelect />
      </Form.Item>
      <div className="cl-two">
        <Form.Item name="group" label={t('incident:column.group')} rules={[required]}>
          <Select options={named(choices.data?.groups)} popupMatchSelectWidth={false} />
        </Form.Item>
        <Form.Item name="severity" label={t('incident:column.severity')} rules={[required]}>
          <Select options={named(choices.data?.severities)} />
        </Form.Item>
      </div>
    </FormDialog>
  );
}

/** Addresses and domains for the comparison with events. */
export function ListDialog({ detail, onClose }: Props) {
  const { t } = useTranslation(['hotline_desk', 'errors']);
  const navigate = useNavigate();
  const usable = detail.indicators.filter((one) => one.joins && DETECTABLE.includes(one.kind));
  return (
    <FormDialog<{ name: string }>
      title={t('hotline_desk:make.list.do')}
      submit={t('hotline_desk:make.list.submit')}
      said={t('hotline_desk:make.list.said')}
      start={{ name: `${detail.line.number} ${detail.line.name}`.slice(0, MAX_NAME) }}
      blocked={usable.length === 0}
      send={({ name }) => makeList(detail.line, name.trim())}
      refresh={refresh}
      onDone={(answer) =>
        void navigate(listPath((answer as { indicator_list_id: string }).indicator_list_id))
      }
      onClose={onClose}
    >
      <PublicNote
        open={false}
        title={t('hotline_desk:make.list.public')}
        text={t('hotline_desk:make.list.text')}
        never={t('hotline_desk:public.never')}
      />
      {usable.length === 0 ? (
        <p className="cl-notice">{t('hotline_desk:make.list.nothing')}</p>
      ) : (
        <>
          <Form.Item
            name="name"
            label={t('hotline_desk:make.list.field')}
            rules={[{ required: true, whitespace: true, message: t('errors:field.required.what') }]}
          >
            <Input maxLength={MAX_NAME} />
          </Form.Item>
          <ul className="hd-chips cl-scroll-box" aria-label={t('hotline_desk:make.list.these')}>
            {usable.map((one) => (
              <li key={`${one.kind} ${one.value}`}>
                <Indicator kind={one.kind} value={one.value} />
              </li>
            ))}
          </ul>
        </>
      )}
    </FormDialog>
  );
}

/** Puts a report in that shares nothing with the others, or was missed. */
export function AddReportDialog({ detail, onClose }: Props) {
  const { t } = useTranslation(['hotline_desk', 'errors']);
  return (
    <FormDialog<{ report: string | null }>
      title={t('hotline_desk:campaign.add_report')}
      submit={t('hotline_desk:campaign.add_report_submit')}
      said={t('hotline_desk:campaign.report_added')}
      start={{ report: null }}
      send={({ report }) => changeReports(detail.line, report ? [report] : [], [])}
      refresh={refresh}
      onClose={onClose}
    >
      <FirstField name="report" />
      <Form.Item
        name="report"
        label={t('hotline_desk:column.report')}
        extra={t('hotline_desk:campaign.add_report_help')}
        rules={[{ required: true, message: t('errors:field.required.what') }]}
      >
        <RemoteSelect
          name="hotline-reports"
          find={async (text, signal) => {
            const { items } = await readReports(
              { view: 'all', order: 'newest', limit: 30, ...(text ? { search: text } : {}) },
              signal,
            );
            return items
              .filter((one) => !detail.reports.some((known) => known.id === one.id))
              .map((one) => ({
                value: one.id,
                label: one.number,
                hint: [one.scam_type_name, formatDate(one.received_at)].filter(Boolean).join(' · '),
              }));
          }}
        />
      </Form.Item>
    </FormDialog>
  );
}
