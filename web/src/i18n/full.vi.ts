import { bundleOf } from './index';

export default bundleOf(import.meta.glob('./vi/*.json', { eager: true, import: 'default' }));
