import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Form, Input, InputNumber, Radio, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { Card } from '~/ui/Page';
import { AgencySelect } from './AgencySelect';
import { type DraftFields, freshTarget, KINDS, type Kind, percentSum, type Shape } from './draft';
import { Rows } from './FactsForm';
import { useTerms } from './terms';

/** The day of the change, and the agencies that it founds: what the pickers offer. */
export interface OnDay {
  on: string | undefined;
  founded: readonly { value: string; label: string }[];
}

export function KindPick({ onPick }: { onPick: (kind: Kind) => void }) {
  const { t } = useTranslation('agency');
  const form = Form.useFormInstance<DraftFields>();
  const kind = Form.useWatch('kind', form);
  return (
    <Form.Item name="kind" label={t('reorganisation.kind')} extra={kind && t(`reorganisation.help.${kind}`)}>
      <Select
        options={KINDS.map((value) => ({ value, label: t(`reorganisation.kinds.${value}`) }))}
        onChange={onPick}
      />
    </Form.Item>
  );
}

/** Those that are reorganised. */
export function Sources({ day, shape }: { day: OnDay; shape: Shape }) {
  const { t } = useTranslation(['agency', 'errors']);
  const [least, most] = shape.from;
  return (
    <Card title={t('agency:reorganisation.from')}>
      <Form.List name="from">
        {(items, { add, remove }) => (
          <>
            {items.map((item, n) => (
              <div key={item.key} className="cl-with-button">
                <Form.Item
                  name={item.name}
                  className="ag-grow"
                  rules={[{ required: true, message: t('errors:field.required.what') }]}
                >
                  <AgencySelect on={day.on} aria-label={t('agency:reorganisation.from_n', { n: n + 1 })} />
                </Form.Item>
                {items.length > least && (
                  <Button
                    icon={<DeleteOutlined />}
                    aria-label={t('agency:edit.take_out', {
                      row: t('agency:reorganisation.from_n', { n: n + 1 }),
                    })}
                    onClick={() => remove(item.name)}
                  />
                )}
              </div>
            ))}
            {items.length < most && (
              <Button icon={<PlusOutlined />} onClick={() => add(null)}>
                {t('agency:reorganisation.add')}
              </Button>
            )}
          </>
        )}
      </Form.List>
    </Card>
  );
}

/** Those that take over: agencies of the directory, or new ones. */
export function Targets({ day, kind, shape }: { day: OnDay; kind: Kind; shape: Shape }) {
  const { t } = useTranslation('agency');
  const form = Form.useFormInstance<DraftFields>();
  const rows = Form.useWatch('to', { form, preserve: true }) as DraftFields['to'] | undefined;
  const [least, most] = shape.to;
  const sum = percentSum(rows ?? []);
  return (
    <Card title={t('reorganisation.to')}>
      <Form.List name="to">
        {(items, { add, remove }) => (
          <>
            {items.map((item, n) => (
              <fieldset key={item.key} className="ag-row" aria-label={t('reorganisation.to_n', { n: n + 1 })}>
                <Target at={item.name} n={n + 1} day={day} shape={shape} />
                {items.length > least && (
                  <Button
                    size="small"
                    type="text"
                    icon={<DeleteOutlined />}
                    aria-label={t('edit.take_out', { row: t('reorganisation.to_n', { n: n + 1 }) })}
                    onClick={() => remove(item.name)}
                  >
                    {t('reorganisation.take_out')}
                  </Button>
                )}
              </fieldset>
            ))}
            {items.length < most && (
              <Button icon={<PlusOutlined />} onClick={() => add(freshTarget(kind))}>
                {t('reorganisation.add_target')}
              </Button>
            )}
          </>
        )}
      </Form.List>
      {shape.percent && sum > 100 && (
        <p className="cl-notice" role="alert">
          {t('reorganisation.over_hundred', { sum })}
        </p>
      )}
    </Card>
  );
}

function Target({ at, n, day, shape }: { at: number; n: number; day: OnDay; shape: Shape }) {
  const { t } = useTranslation(['agency', 'errors']);
  const { options } = useTerms();
  const form = Form.useFormInstance<DraftFields>();
  const mode = Form.useWatch(['to', at, 'mode'], { form, preserve: true }) as 'new' | 'existing' | undefined;
  const required = { required: true, message: t('errors:field.required.what') };
  return (
    <>
      {shape.modes.length > 1 && (
        <Form.Item name={[at, 'mode']} className="ag-full">
          <Radio.Group
            aria-label={t('agency:reorganisation.to_n', { n })}
            options={shape.modes.map((value) => ({
              value,
              label: t(`agency:reorganisation.modes.${value}`),
            }))}
          />
        </Form.Item>
      )}
      <div className="ag-grid">
        {mode === 'existing' && (
          <Form.Item
            className="ag-wide"
            name={[at, 'agency']}
            label={t('agency:reorganisation.existing')}
            rules={[required]}
          >
            <AgencySelect on={day.on} />
          </Form.Item>
        )}
        {mode === 'new' && (
          <>
            <Form.Item
              className="ag-wide"
              name={[at, 'full']}
              label={t('agency:reorganisation.new_name')}
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
            <Form.Item name={[at, 'kind']} label={t('agency:field.kind')} rules={[required]}>
              <Select showSearch={{ optionFilterProp: 'label' }} options={options('kind')} />
            </Form.Item>
            <Form.Item name={[at, 'level']} label={t('agency:field.level')} rules={[required]}>
              <Select options={options('level')} />
            </Form.Item>
            <Form.Item className="ag-wide" name={[at, 'parent']} label={t('agency:field.parent')}>
              <AgencySelect on={day.on} />
            </Form.Item>
          </>
        )}
        {shape.percent && (
          <Form.Item name={[at, 'percent']} label={t('agency:reorganisation.percent')}>
            <InputNumber min={0} max={100} precision={0} />
          </Form.Item>
        )}
      </div>
    </>
  );
}

/** Functions of what ends that do not go where the whole goes. */
export function Shares({ day }: { day: OnDay }) {
  const { t } = useTranslation(['agency', 'errors']);
  const { options } = useTerms();
  const required = { required: true, message: t('errors:field.required.what') };
  return (
    <Rows
      list="shares"
      title={t('agency:reorganisation.shares')}
      help={t('agency:reorganisation.shares_help')}
      add={t('agency:reorganisation.add_function')}
      rowLabel={(n) => t('agency:reorganisation.share_n', { n })}
    >
      {(at) => (
        <>
          <Form.Item
            className="ag-wide"
            name={[at, 'function']}
            label={t('agency:naming.function')}
            rules={[required]}
          >
            <Select options={options('function')} />
          </Form.Item>
          <Form.Item
            className="ag-wide"
            name={[at, 'to']}
            label={t('agency:reorganisation.to')}
            rules={[required]}
          >
            <AgencySelect on={day.on} extra={day.founded} />
          </Form.Item>
        </>
      )}
    </Rows>
  );
}
