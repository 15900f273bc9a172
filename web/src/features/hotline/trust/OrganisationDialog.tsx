import { Form, Input, Radio, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { AgencySelect } from '~/features/agency/AgencySelect';
import { AgencyNames } from '~/features/incident/words';
import { FormDialog } from '~/ui/FormDialog';
import { Nothing } from '~/ui/texts';
import { refresh } from '../api';
import { MAX_NAME } from '../desk/model';
import { FirstField } from '../FirstField';
import { type Organisation, type OrganisationBody, readOrganisation, saveOrganisation } from './api';
import { isPersonal, ORGANISATION_KINDS, ORGANISATION_STATES } from './model';

const FRESH: OrganisationBody = {
  name: '',
  kind: 'agency',
  agency_id: null,
  registration_number: '',
  state: 'active',
};

/** An organisation of the register. */
export function OrganisationDialog({
  organisation,
  onDone,
  onClose,
}: {
  organisation?: Organisation;
  onDone?: (made: Organisation) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation(['hotline_desk', 'errors']);
  const fieldsOf = ({
    name,
    kind,
    agency_id,
    registration_number,
    state,
  }: Organisation): OrganisationBody => ({
    name,
    kind,
    agency_id,
    registration_number,
    state,
  });
  return (
    <FormDialog<OrganisationBody, Organisation>
      title={t(organisation ? 'hotline_desk:trust.edit' : 'hotline_desk:trust.add')}
      submit={t(organisation ? 'hotline_desk:save' : 'hotline_desk:trust.add')}
      said={t(organisation ? 'hotline_desk:saved' : 'hotline_desk:trust.added')}
      start={organisation ? fieldsOf(organisation) : FRESH}
      send={({ name, kind, agency_id, registration_number, state }, over) =>
        saveOrganisation(
          {
            name: name.trim(),
            kind,
            agency_id: kind === 'agency' ? (agency_id ?? null) : null,
            registration_number: (registration_number ?? '').trim(),
            state,
          },
          over,
        )
      }
      versions={
        organisation && {
          over: organisation,
          reread: () => readOrganisation(organisation.id),
          fieldsOf,
          shown: [
            { key: 'name', label: t('hotline_desk:trust.name') },
            {
              key: 'kind',
              label: t('hotline_desk:trust.kind'),
              render: (value) => t(`hotline_desk:trust.organisation.${value}`, { defaultValue: value ?? '' }),
            },
            {
              key: 'agency_id',
              label: t('hotline_desk:trust.agency'),
              render: (value) => (value ? <AgencyNames ids={[value]} /> : <Nothing />),
            },
            { key: 'registration_number', label: t('hotline_desk:trust.registration') },
            {
              key: 'state',
              label: t('hotline_desk:column.state'),
              render: (value) =>
                t(`hotline_desk:trust.organisation_state.${value}`, { defaultValue: value ?? '' }),
            },
          ],
        }
      }
      refresh={refresh}
      onDone={(answer) => onDone?.(answer as Organisation)}
      onClose={onClose}
    >
      <p>{t('hotline_desk:trust.only_organisations')}</p>
      <FirstField name="name" />
      <Form.Item
        name="name"
        label={t('hotline_desk:trust.name')}
        extra={t('hotline_desk:trust.name_help')}
        rules={[{ required: true, whitespace: true, message: t('errors:field.required.what') }]}
      >
        <Input maxLength={MAX_NAME} />
      </Form.Item>
      <div className="cl-two">
        <Form.Item name="kind" label={t('hotline_desk:trust.kind')}>
          <Select
            options={ORGANISATION_KINDS.map((value) => ({
              value,
              label: t(`hotline_desk:trust.organisation.${value}`),
            }))}
          />
        </Form.Item>
        <Form.Item
          name="registration_number"
          label={t('hotline_desk:trust.registration')}
          extra={t('hotline_desk:trust.registration_help')}
          dependencies={['kind', 'agency_id']}
          rules={[
            ({ getFieldValue }) => ({
              validator: async (_, value?: string) => {
                const number = value?.trim() ?? '';
                if (isPersonal(number)) throw new Error(t('hotline_desk:trust.registration_person'));
                const known = getFieldValue('kind') === 'agency' && getFieldValue('agency_id');
                if (!number && !known) throw new Error(t('hotline_desk:trust.registration_needed'));
              },
            }),
          ]}
        >
          <Input maxLength={50} />
        </Form.Item>
      </div>
      <Form.Item noStyle dependencies={['kind']}>
        {(form) =>
          form.getFieldValue('kind') === 'agency' && (
            <Form.Item name="agency_id" label={t('hotline_desk:trust.agency')}>
              <AgencySelect />
            </Form.Item>
          )
        }
      </Form.Item>
      {organisation && (
        <Form.Item
          name="state"
          label={t('hotline_desk:column.state')}
          extra={t('hotline_desk:trust.ended_help')}
        >
          <Radio.Group
            options={ORGANISATION_STATES.map((value) => ({
              value,
              label: t(`hotline_desk:trust.organisation_state.${value}`),
            }))}
          />
        </Form.Item>
      )}
    </FormDialog>
  );
}
