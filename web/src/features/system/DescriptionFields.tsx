import { useQuery } from '@tanstack/react-query';
import { Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useSession } from '~/app/session';
import { AgencySelect } from '~/features/agency/AgencySelect';
import { ownAgencies } from '~/features/agency/choices';
import { DayItem } from '~/ui/DayField';
import { FreeText } from '~/ui/FreeText';
import { choicesQuery } from './assess';
import { HOSTINGS, PLAN_STATUSES, STATES } from './model';
import { SystemSelect } from './SystemSelect';

/** Where a system stands, who operates it, and where it runs. */
export function StandingFields({ self }: { self?: string | undefined }) {
  const { t } = useTranslation('system');
  const session = useSession();
  const choices = useQuery(choicesQuery(undefined));
  const state: unknown = Form.useWatch('state', Form.useFormInstance());
  const first = ownAgencies(session);
  return (
    <>
      <div className="cl-two">
        <Form.Item name="state" label={t('column.state')} extra={t('form.state_help')}>
          <Select options={STATES.map((value) => ({ value, label: t(`state.${value}`) }))} />
        </Form.Item>
        <DayItem name="go_live" label={t('form.go_live')} />
      </div>
      {state === 'ended' && (
        <DayItem name="retired_on" label={t('form.retired')} extra={t('form.retired_help')} notAfterToday />
      )}
      <div className="cl-two">
        <Form.Item name="operator_id" label={t('form.operator')} extra={t('form.operator_help')}>
          <AgencySelect first={first} allowClear />
        </Form.Item>
        <Form.Item name="unit_id" label={t('form.unit')} extra={t('form.unit_help')}>
          <AgencySelect first={first} allowClear />
        </Form.Item>
      </div>
      <div className="cl-two">
        <Form.Item name="hosting" label={t('form.hosting')}>
          <Select allowClear options={HOSTINGS.map((value) => ({ value, label: t(`hosting.${value}`) }))} />
        </Form.Item>
        <Form.Item name="host_system_id" label={t('form.host_system')} extra={t('form.host_system_help')}>
          <SystemSelect without={self} />
        </Form.Item>
      </div>
      <div className="cl-two">
        <Form.Item name="sector" label={t('form.sector')}>
          <Select
            allowClear
            loading={choices.isPending}
            options={choices.data?.sectors.map((s) => ({ value: s.code, label: s.label })) ?? []}
          />
        </Form.Item>
        <DayItem name="listed_since" label={t('form.listed')} extra={t('form.listed_help')} />
      </div>
    </>
  );
}

/** What a dossier says of a system; folded, since monitoring does without. */
export function DescriptionFields() {
  const { t } = useTranslation('system');
  return (
    <details className="sy-more">
      <summary>{t('form.description')}</summary>
      {(['purpose', 'scope', 'served'] as const).map((key) => (
        <Form.Item key={key} name={['profile', key]} label={t(`profile.${key}`)}>
          <FreeText maxLength={4000} />
        </Form.Item>
      ))}
      <div className="cl-two">
        <Form.Item
          name={['profile', 'operator_name']}
          label={t('profile.operator_name')}
          extra={t('profile.operator_name_help')}
        >
          <Input maxLength={300} />
        </Form.Item>
        <Form.Item name={['profile', 'delegate']} label={t('profile.delegate')}>
          <Input maxLength={300} />
        </Form.Item>
      </div>
      {(['regulation', 'list_decision'] as const).map((paper) => (
        <div key={paper}>
          <h3>{t(`profile.${paper}`)}</h3>
          <p className="cl-quiet">{t(`profile.${paper}_help`)}</p>
          <div className="cl-three">
            <Form.Item name={['profile', paper, 'number']} label={t('profile.number')}>
              <Input maxLength={100} />
            </Form.Item>
            <DayItem name={['profile', paper, 'on']} label={t('profile.on')} />
            <Form.Item name={['profile', paper, 'by']} label={t('profile.by')}>
              <Input maxLength={300} />
            </Form.Item>
          </div>
        </div>
      ))}
      <div className="cl-three">
        <Form.Item name={['profile', 'plan_status']} label={t('profile.plan_status')}>
          <Select
            allowClear
            options={PLAN_STATUSES.map((value) => ({ value, label: t(`plan_status.${value}`) }))}
          />
        </Form.Item>
        <DayItem name={['profile', 'plan_expected']} label={t('profile.plan_expected')} />
        <DayItem name={['profile', 'approval_expected']} label={t('profile.approval_expected')} />
      </div>
      {(['preliminary_risk', 'threats', 'impact_scope', 'always_on'] as const).map((key) => (
        <Form.Item key={key} name={['profile', key]} label={t(`profile.${key}`)}>
          <FreeText maxLength={4000} />
        </Form.Item>
      ))}
      {(['owner', 'operator'] as const).map((who) => (
        <div key={who}>
          <h3>{t(`profile.${who}`)}</h3>
          <div className="cl-two">
            {(['representative', 'position', 'phone', 'email', 'address', 'founding'] as const).map((key) => (
              <Form.Item key={key} name={['profile', who, key]} label={t(`profile.${key}`)}>
                <Input maxLength={300} />
              </Form.Item>
            ))}
          </div>
        </div>
      ))}
    </details>
  );
}
