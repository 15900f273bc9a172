import { Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { AgencySelect } from './AgencySelect';
import { Rows } from './FactsForm';
import type { OnDay } from './ReorganisationParts';
import { useTerms } from './terms';

function useRequired() {
  const { t } = useTranslation('errors');
  return { required: true, message: t('field.required.what') };
}

/** New names; the content of a renaming, an addition to the other kinds. */
export function Renames({ day, main = false }: { day: OnDay; main?: boolean }) {
  const { t } = useTranslation('agency');
  const required = useRequired();
  return (
    <Rows
      list="renames"
      title={t(main ? 'reorganisation.kinds.rename' : 'reorganisation.also_renames')}
      add={t('reorganisation.add_rename')}
      rowLabel={(n) => t('reorganisation.rename_n', { n })}
      least={main ? 1 : 0}
    >
      {(at) => (
        <>
          <Form.Item
            className="ag-full"
            name={[at, 'agency']}
            label={t('reorganisation.whom_rename')}
            rules={[required]}
          >
            <AgencySelect on={day.on} />
          </Form.Item>
          <Form.Item
            className="ag-wide"
            name={[at, 'full']}
            label={t('reorganisation.full')}
            rules={[{ ...required, whitespace: true }]}
          >
            <Input.TextArea autoSize={{ minRows: 1, maxRows: 4 }} maxLength={300} />
          </Form.Item>
          <Form.Item name={[at, 'abbreviation']} label={t('field.abbreviation')}>
            <Input maxLength={60} />
          </Form.Item>
          <Form.Item name={[at, 'symbol']} label={t('reorganisation.symbol')}>
            <Input maxLength={60} />
          </Form.Item>
        </>
      )}
    </Rows>
  );
}

/** New places in a tree. */
export function Moves({ day, main = false }: { day: OnDay; main?: boolean }) {
  const { t } = useTranslation('agency');
  const { options } = useTerms();
  const required = useRequired();
  return (
    <Rows
      list="moves"
      title={t(main ? 'reorganisation.kinds.transfer_territory' : 'reorganisation.also_moves')}
      help={t('reorganisation.moves_help')}
      add={t('reorganisation.add_move')}
      rowLabel={(n) => t('reorganisation.move_n', { n })}
      fresh={{ tree: 'administrative' }}
    >
      {(at) => (
        <>
          <Form.Item
            className="ag-wide"
            name={[at, 'agency']}
            label={t('reorganisation.whom_move')}
            rules={[required]}
          >
            <AgencySelect on={day.on} />
          </Form.Item>
          <Form.Item name={[at, 'tree']} label={t('edit.tree')} rules={[required]}>
            <Select options={options('tree')} />
          </Form.Item>
          <Form.Item
            className="ag-wide"
            name={[at, 'parent']}
            label={t('reorganisation.new_parent')}
            extra={t('reorganisation.no_parent')}
          >
            <AgencySelect on={day.on} extra={day.founded} />
          </Form.Item>
        </>
      )}
    </Rows>
  );
}

/** Roles that pass on that day. */
export function Roles({ day }: { day: OnDay }) {
  const { t } = useTranslation('agency');
  const { options } = useTerms();
  const required = useRequired();
  return (
    <Rows
      list="roles"
      title={t('reorganisation.also_roles')}
      help={t('reorganisation.roles_help')}
      add={t('reorganisation.add_role')}
      rowLabel={(n) => t('reorganisation.role_n', { n })}
    >
      {(at) => (
        <>
          <Form.Item name={[at, 'role']} label={t('edit.role')} rules={[required]}>
            <Select options={options('role')} />
          </Form.Item>
          <Form.Item className="ag-wide" name={[at, 'function']} label={t('naming.function')}>
            <Select allowClear options={options('function')} placeholder={t('edit.any_function')} />
          </Form.Item>
          <Form.Item
            className="ag-wide"
            name={[at, 'to']}
            label={t('reorganisation.role_to')}
            extra={t('reorganisation.role_nobody')}
          >
            <AgencySelect on={day.on} extra={day.founded} />
          </Form.Item>
        </>
      )}
    </Rows>
  );
}

/** New codes from that day. */
export function Codes({ day }: { day: OnDay }) {
  const { t } = useTranslation('agency');
  const { options } = useTerms();
  const required = useRequired();
  return (
    <Rows
      list="codes"
      title={t('reorganisation.also_codes')}
      help={t('reorganisation.codes_help')}
      add={t('edit.add_code')}
      rowLabel={(n) => t('edit.code_row', { n })}
      fresh={{ system: 'internal' }}
    >
      {(at) => (
        <>
          <Form.Item
            className="ag-wide"
            name={[at, 'agency']}
            label={t('reorganisation.whom_code')}
            rules={[required]}
          >
            <AgencySelect on={day.on} extra={day.founded} />
          </Form.Item>
          <Form.Item name={[at, 'system']} label={t('edit.system')} rules={[required]}>
            <Select options={options('code_system')} />
          </Form.Item>
          <Form.Item name={[at, 'code']} label={t('field.code')} rules={[{ ...required, whitespace: true }]}>
            <Input maxLength={60} />
          </Form.Item>
        </>
      )}
    </Rows>
  );
}
