import './agency.css';
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Form, Input, Select } from 'antd';
import { type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Card } from '~/ui/Page';
import { AgencySelect } from './AgencySelect';
import { DayBox } from './DayBox';
import { useTerms } from './terms';

/** The inputs of an agency's facts; a child of a `Form` of `FactsFields`. */
export function FactsInputs() {
  const { t } = useTranslation(['agency', 'errors']);
  const { options } = useTerms();
  const required = useMemo(() => ({ required: true, message: t('errors:field.required.what') }), [t]);
  return (
    <>
      <Card title={t('agency:edit.what')}>
        <div className="ag-grid">
          <Form.Item name="kind" label={t('agency:field.kind')} rules={[required]}>
            <Select showSearch={{ optionFilterProp: 'label' }} options={options('kind')} />
          </Form.Item>
          <Form.Item name="level" label={t('agency:field.level')} rules={[required]}>
            <Select options={options('level')} />
          </Form.Item>
          <Form.Item name="founded" label={t('agency:edit.founded')} extra={t('agency:edit.founded_help')}>
            <DayBox />
          </Form.Item>
          <Form.Item name="closed" label={t('agency:edit.closed')} extra={t('agency:edit.closed_help')}>
            <DayBox />
          </Form.Item>
        </div>
      </Card>
      <Rows
        list="names"
        title={t('agency:names')}
        help={t('agency:edit.names_help')}
        add={t('agency:edit.add_name')}
        rowLabel={(n) => t('agency:edit.name_row', { n })}
        least={1}
      >
        {(at) => (
          <>
            <Form.Item
              className="ag-wide"
              name={[at, 'full']}
              label={t('agency:edit.full')}
              rules={[{ ...required, whitespace: true }]}
            >
              <Input.TextArea autoSize={{ minRows: 1, maxRows: 4 }} maxLength={300} />
            </Form.Item>
            <Form.Item name={[at, 'abbreviation']} label={t('agency:field.abbreviation')}>
              <Input maxLength={60} />
            </Form.Item>
            <Form.Item name={[at, 'symbol']} label={t('agency:edit.symbol')}>
              <Input maxLength={60} />
            </Form.Item>
            <Dates at={at} />
            <Form.Item name={[at, 'basis']} label={t('agency:reorganisation.basis')}>
              <Input maxLength={300} />
            </Form.Item>
          </>
        )}
      </Rows>
      <Rows
        list="parents"
        title={t('agency:parents')}
        help={t('agency:edit.parents_help')}
        add={t('agency:edit.add_parent')}
        rowLabel={(n) => t('agency:edit.parent_row', { n })}
        fresh={{ tree: 'administrative' }}
      >
        {(at) => (
          <>
            <Form.Item name={[at, 'tree']} label={t('agency:edit.tree')} rules={[required]}>
              <Select options={options('tree')} />
            </Form.Item>
            <Form.Item
              className="ag-wide"
              name={[at, 'parent_id']}
              label={t('agency:field.parent')}
              rules={[required]}
            >
              <AgencySelect all />
            </Form.Item>
            <Dates at={at} />
          </>
        )}
      </Rows>
      <Rows
        list="codes"
        title={t('agency:codes')}
        help={t('agency:edit.codes_help')}
        add={t('agency:edit.add_code')}
        rowLabel={(n) => t('agency:edit.code_row', { n })}
        fresh={{ system: 'internal' }}
      >
        {(at) => (
          <>
            <Form.Item name={[at, 'system']} label={t('agency:edit.system')} rules={[required]}>
              <Select options={options('code_system')} />
            </Form.Item>
            <Form.Item
              name={[at, 'code']}
              label={t('agency:field.code')}
              rules={[{ ...required, whitespace: true }]}
            >
              <Input maxLength={60} />
            </Form.Item>
            <Dates at={at} />
          </>
        )}
      </Rows>
      <Rows
        list="roles"
        title={t('agency:roles')}
        help={t('agency:edit.roles_help')}
        add={t('agency:edit.add_role')}
        rowLabel={(n) => t('agency:edit.role_row', { n })}
      >
        {(at) => (
          <>
            <Form.Item name={[at, 'role']} label={t('agency:edit.role')} rules={[required]}>
              <Select options={options('role')} />
            </Form.Item>
            <Form.Item className="ag-wide" name={[at, 'function']} label={t('agency:naming.function')}>
              <Select allowClear options={options('function')} placeholder={t('agency:edit.any_function')} />
            </Form.Item>
            <Dates at={at} />
            <Form.Item name={[at, 'basis']} label={t('agency:reorganisation.basis')}>
              <Input maxLength={300} />
            </Form.Item>
          </>
        )}
      </Rows>
    </>
  );
}

function Dates({ at }: { at: number }) {
  const { t } = useTranslation('agency');
  return (
    <>
      <Form.Item name={[at, 'from']} label={t('edit.from')}>
        <DayBox placeholder={t('edit.from_before')} />
      </Form.Item>
      <Form.Item name={[at, 'to']} label={t('edit.last')}>
        <DayBox placeholder={t('edit.to_open')} />
      </Form.Item>
    </>
  );
}

/** A card of dated rows, each a group of its own for screen readers. */
export function Rows({
  list,
  title,
  help,
  add,
  rowLabel,
  fresh = {},
  least = 0,
  children,
}: {
  list: string;
  title: string;
  help?: string;
  add: string;
  rowLabel: (n: number) => string;
  /** What a new row begins with. */
  fresh?: object | (() => object);
  /** So many rows cannot be taken out. */
  least?: number;
  children: (at: number) => ReactNode;
}) {
  const { t } = useTranslation('agency');
  return (
    <Card title={title}>
      {help && <p className="cl-quiet">{help}</p>}
      <Form.List name={list}>
        {(items, { add: append, remove }) => (
          <>
            {items.map((item, n) => (
              <fieldset key={item.key} className="ag-row" aria-label={rowLabel(n + 1)}>
                <div className="ag-grid">{children(item.name)}</div>
                {items.length > least && (
                  <Button
                    size="small"
                    type="text"
                    icon={<DeleteOutlined />}
                    aria-label={t('edit.take_out', { row: rowLabel(n + 1) })}
                    onClick={() => remove(item.name)}
                  >
                    {t('reorganisation.take_out')}
                  </Button>
                )}
              </fieldset>
            ))}
            <Button
              icon={<PlusOutlined />}
              onClick={() => append(typeof fresh === 'function' ? fresh() : { ...fresh })}
            >
              {add}
            </Button>
          </>
        )}
      </Form.List>
    </Card>
  );
}
