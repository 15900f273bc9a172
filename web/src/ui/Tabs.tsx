import { Tabs as Bare, type TabsProps } from 'antd';

// Opened by pointing at it, the menu would stay over the page after a tap on a phone.
const MORE = { trigger: ['click' as const] };

/** Tabs; those that have no room are in a menu, which closes when one is chosen. */
export function Tabs(props: TabsProps) {
  return <Bare more={MORE} {...props} />;
}
