import {expect, it} from 'vitest';
import {announcedElsewhere} from '../../src/derive/calico-announced.ts';
import {kubeNode} from '../checks/builders.ts';

const nodeWith = (address: string, changes = {}) =>
	kubeNode('node-3', {
		internalIps: ['10.0.0.13'],
		annotations: {'projectcalico.org/IPv4Address': address},
		...changes,
	});
const other = kubeNode('node-1', {
	internalIps: ['10.0.0.11'],
	annotations: {'projectcalico.org/IPv4Address': '10.0.0.11/24'},
});

it('tells an address that Calico has chosen from those of the Node', () => {
	const docker = nodeWith('172.21.0.1/16');
	expect(announcedElsewhere(docker, [docker, other])).toEqual({
		address: '172.21.0.1',
		internalIp: '10.0.0.13',
	});
	expect(announcedElsewhere(docker, [docker])).toBeUndefined();
	for (const node of [
		nodeWith('10.0.0.13/24'),
		nodeWith('192.0.2.7/24', {externalIps: ['192.0.2.7']}),
		kubeNode('node-3'),
		undefined,
	]) {
		expect(announcedElsewhere(node, [other])).toBeUndefined();
	}
});
