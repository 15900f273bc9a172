import { Checkbox, Form, InputNumber, Radio } from 'antd';
import { useTranslation } from 'react-i18next';
import { AgencyMultiSelect } from '~/features/agency/AgencySelect';
import { LawLink } from '~/ui/texts';
import type { ClassFields } from './classFields';
import { MomentItem } from './MomentField';
import { Severity, useChoices } from './words';

/** Fields of the class of an incident; children of a `Form<ClassFields>`. `confirm`: a person may overrule the law's test. */
export function ClassItems({ confirm, secret = true }: { confirm?: boolean; secret?: boolean }) {
  const { t } = useTranslation(['incident', 'errors']);
  const form = Form.useFormInstance<ClassFields>();
  const looked = Form.useWatch('looked', form);
  const at = Form.useWatch('detected_at', form);
  const { data: choices } = useChoices(at);
  // The law of a day has one test; another one would bring its own consequences.
  const tests = choices?.tests ?? [];
  return (
    <>
      <Form.Item
        name="severity"
        label={t('incident:column.severity')}
        rules={[{ required: true, message: t('errors:field.choose.what') }]}
      >
        <Radio.Group className="in-radios" aria-label={t('incident:column.severity')}>
          {choices?.severities.map(({ code }) => (
            <Radio key={code} value={code}>
              <Severity value={code} at={at} />
            </Radio>
          ))}
        </Radio.Group>
      </Form.Item>
      <div className="cl-two">
        <MomentItem
          name="detected_at"
          label={t('incident:class.detected_at')}
          extra={t('incident:class.detected_help')}
          required
          notAfterNow
        />
        <MomentItem name="occurred_at" label={t('incident:class.occurred_at')} notAfterNow />
      </div>
      <PersonalData />
      <fieldset className="in-group">
        <legend>
          {t('incident:class.test')}{' '}
          {tests.map((test) => (
            <LawLink key={test.article} text={test.article} title={test.name} />
          ))}
        </legend>
        <Form.Item name="looked" label={t('incident:class.consequences')} className="in-close">
          <Radio.Group aria-label={t('incident:class.consequences')}>
            <Radio value={false}>{t('incident:class.not_looked')}</Radio>
            <Radio value={true}>{t('incident:class.looked')}</Radio>
          </Radio.Group>
        </Form.Item>
        {looked && (
          <Form.Item name="consequences" extra={t('incident:class.none_help')}>
            <Checkbox.Group
              className="in-radios"
              options={tests.flatMap((test) =>
                test.consequences.map(({ code, label }) => ({ value: code, label })),
              )}
            />
          </Form.Item>
        )}
        <Form.Item name="controls" label={t('incident:class.controls')}>
          <Radio.Group aria-label={t('incident:class.controls')}>
            {(['unknown', 'yes', 'no'] as const).map((value) => (
              <Radio key={value} value={value}>
                {t(`incident:class.controls_${value}`)}
              </Radio>
            ))}
          </Radio.Group>
        </Form.Item>
        {confirm && (
          <Form.Item
            name="confirmed"
            label={t('incident:class.confirmed')}
            extra={
              tests.length > 0 &&
              t('incident:class.confirmed_help', { who: tests.map((test) => test.confirmed_by).join('; ') })
            }
          >
            <Radio.Group aria-label={t('incident:class.confirmed')}>
              {(['law', 'yes', 'no'] as const).map((value) => (
                <Radio key={value} value={value}>
                  {t(`incident:class.confirmed_${value}`)}
                </Radio>
              ))}
            </Radio.Group>
          </Form.Item>
        )}
      </fieldset>
      <Tick name="security_sign" />
      <Tick name="dangerous_situation" />
      {secret && <Tick name="state_secret" />}
      <Form.Item name="spread" label={t('incident:class.spread')} extra={t('incident:class.spread_help')}>
        <AgencyMultiSelect />
      </Form.Item>
    </>
  );
}

function PersonalData() {
  const { t } = useTranslation('incident');
  const form = Form.useFormInstance<ClassFields>();
  const affected = Form.useWatch('personal_data', form);
  return (
    <fieldset className="in-group">
      <legend>{t('class.data')}</legend>
      <Tick name="personal_data" />
      {affected && (
        <>
          <MomentItem
            name="data_known_at"
            label={t('class.data_known_at')}
            extra={t('class.data_known_help')}
            notAfterNow
          />
          <div className="cl-two">
            {(['basic_count', 'sensitive_count'] as const).map((name) => (
              <Form.Item key={name} name={name} label={t(`class.${name}`)}>
                <InputNumber min={0} precision={0} className="in-wide" />
              </Form.Item>
            ))}
          </div>
          <Tick name="special_data" />
          <Tick name="processor_found" />
        </>
      )}
    </fieldset>
  );
}

function Tick({ name }: { name: keyof ClassFields }) {
  const { t } = useTranslation('incident');
  return (
    <Form.Item name={name} valuePropName="checked" className="in-tick">
      <Checkbox>
        {t(`class.${name}`)}
        <span className="in-under">{t(`class.${name}_help`)}</span>
      </Checkbox>
    </Form.Item>
  );
}
