import { useQuery } from '@tanstack/react-query';
import { Form, Input, InputNumber, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useSession } from '~/app/session';
import { AgencyMultiSelect, AgencySelect } from '~/features/agency/AgencySelect';
import { ownAgencies } from '~/features/agency/choices';
import { choicesQuery, refresh } from '~/features/incident/api';
import { AgencyNames } from '~/features/incident/words';
import { DayItem } from '~/ui/DayField';
import { FormDialog } from '~/ui/FormDialog';
import { FreeText } from '~/ui/FreeText';
import { formatDate } from '~/ui/format';
import { Nothing } from '~/ui/texts';
import { type DrillBody, type DrillDetail, planDrill, readDrill, saveDrill } from './api';
import { bodyOf, type DrillForm, drillPath, MILESTONES, NEW_DRILL } from './model';

/** Plans an exercise, or changes one that has not begun. */
export function DrillDialog({ detail, onClose }: { detail?: DrillDetail; onClose: () => void }) {
  const { t } = useTranslation(['drill', 'errors']);
  const navigate = useNavigate();
  const session = useSession();
  const { data: choices } = useQuery(choicesQuery);
  const required = { required: true, message: t('errors:field.required.what') };
  const playbook = (id: string) => choices?.playbooks.find((p) => p.id === id)?.title ?? id;
  return (
    <FormDialog<DrillForm, DrillDetail>
      wide
      title={t(detail ? 'drill:edit' : 'drill:plan')}
      submit={t(detail ? 'drill:save' : 'drill:plan')}
      said={t(detail ? 'drill:saved' : 'drill:planned')}
      start={detail ? bodyOf(detail) : { ...NEW_DRILL, agency_id: ownAgencies(session)[0]?.value ?? null }}
      send={(filled, over) => {
        // The form is not sent without its required fields.
        const body = filled as DrillBody;
        return over ? saveDrill(over.drill, body) : planDrill(body);
      }}
      versions={
        detail && {
          over: detail,
          reread: () => readDrill(detail.drill.id),
          fieldsOf: bodyOf,
          shown: (['title', 'purpose', 'agency_id', 'playbook', 'planned_on', 'agency_ids'] as const).map(
            (key) => ({
              key,
              label: t(`drill:field.${key}`),
              render: (value) => {
                if (key === 'agency_id') return <AgencyNames ids={value ? [String(value)] : []} />;
                if (key === 'agency_ids') return <AgencyNames ids={value as string[]} />;
                if (key === 'playbook') return value ? playbook(String(value)) : <Nothing />;
                if (key === 'planned_on') return value ? formatDate(String(value)) : <Nothing />;
                return value ? String(value) : <Nothing />;
              },
            }),
          ),
        }
      }
      onDone={(answer) => {
        if (!detail) void navigate(drillPath((answer as DrillDetail).drill.id));
      }}
      refresh={refresh}
      onClose={onClose}
    >
      <Form.Item name="title" label={t('drill:field.title')} rules={[{ ...required, whitespace: true }]}>
        <Input maxLength={300} />
      </Form.Item>
      <Form.Item name="purpose" label={t('drill:field.purpose')}>
        <FreeText minRows={2} maxLength={20_000} />
      </Form.Item>
      <div className="in-two">
        <Form.Item name="agency_id" label={t('drill:field.agency_id')} rules={[required]}>
          <AgencySelect first={ownAgencies(session)} />
        </Form.Item>
        <DayItem name="planned_on" label={t('drill:field.planned_on')} required />
      </div>
      <Form.Item name="agency_ids" label={t('drill:field.agency_ids')} rules={[required]}>
        <AgencyMultiSelect />
      </Form.Item>
      {!detail && (
        <Form.Item name="playbook" label={t('drill:field.playbook')} extra={t('drill:field.playbook_help')}>
          <Select
            options={[
              { value: '', label: t('drill:field.no_playbook') },
              ...(choices?.playbooks ?? []).map(({ id, title }) => ({ value: id, label: title })),
            ]}
          />
        </Form.Item>
      )}
      <fieldset className="in-group">
        <legend>{t('drill:field.targets')}</legend>
        <div className="cl-two">
          {MILESTONES.map((name) => (
            <Form.Item key={name} name={['targets', name]} label={t(`drill:milestone.${name}`)}>
              <InputNumber min={1} max={100_000} precision={0} className="in-wide" />
            </Form.Item>
          ))}
        </div>
      </fieldset>
    </FormDialog>
  );
}
