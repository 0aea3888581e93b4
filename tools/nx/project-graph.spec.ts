import { expect, it } from '@jest/globals';
import { projectGraphPage } from './project-graph.js';

const node = (root: string) => ({ data: { root } });
const targets = (...names: string[]) => names.map((target) => ({ target }));

it('draws only edges that do not follow from others, and lists every edge', () => {
  const page = projectGraphPage({
    nodes: {
      shop: node('apps/shop'),
      orders: node('libs/adapter/orders'),
      money: node('libs/domain/money'),
      testing: node('test/support'),
    },
    dependencies: {
      shop: targets('orders', 'money', 'testing', 'npm:pg'),
      orders: targets('money'),
      money: [],
      testing: targets('shop'),
    },
  });
  expect(page.match(/^ {2}\S+ --> \S+$/gm)).toEqual(['  orders --> money', '  shop --> orders']);
  expect(page).toContain('| shop | apps | money, orders |');
  expect(page).toContain('| orders | libs/adapter | money |');
  expect(page).not.toContain('testing');
});
