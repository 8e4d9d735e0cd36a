import {expect, it} from 'vitest';
import {pluginInstallersOf} from '../../src/derive/flannel-pod.ts';
import {environmentOf} from '../../src/testing.ts';
import {calicoNode} from '../checks/builders.ts';

it('names each pod that installs one of the missing plugins once', () => {
	expect(
		pluginInstallersOf(environmentOf(calicoNode), ['multus', 'calico', 'calico-ipam']).split('; '),
	).toEqual([
		expect.stringContaining('-l app=rke2-multus '),
		expect.stringContaining('-n calico-system delete pod -l k8s-app=calico-node '),
	]);
});
