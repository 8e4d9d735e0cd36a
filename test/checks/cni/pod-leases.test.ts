import {test} from 'vitest';
import check from '../../../checks/cni/pod-leases.ts';
import {testCheck} from '../../../src/testing.ts';
import {canalConflist, cniFile, minutesAgo, now, routesOf, sandbox} from '../builders.ts';

const device = 'cali04c70aa11bb';
const web = sandbox('web', {namespace: 'shop'});
const pathOf = (network: string) => `/var/lib/cni/networks/${network}`;
const directoryOf = (network: string, ...addresses: readonly string[]) => ({
	network,
	path: pathOf(network),
	addresses: addresses.map(address => ({address})),
});
const leaseOf = (network: string, address: string) => ({
	network,
	address,
	path: `${pathOf(network)}/${address}`,
	sandboxId: web.id,
});
const network = 'k8s-pod-network';
const route = {dst: '10.42.1.7', dev: device, scope: 'link', flags: []};
const healthy = {
	files: [cniFile('10-canal.conflist', canalConflist)],
	directories: [directoryOf(network, '10.42.1.7')],
	leases: [leaseOf(network, '10.42.1.7')],
	workloads: new Map([[device, web]]),
	lasting: new Set([device]),
	routes: routesOf(route),
	ranges: {cidrs: ['10.42.1.0/24'], source: 'Node' as const},
	now,
};
const flannelConflist = {name: 'cbr0', cniVersion: '0.3.1', plugins: [{type: 'flannel', delegate: {}}]};
const lost = (name: string) => ({kind: 'Directory', name: pathOf(name)}) as const;

testCheck(test, check, {
	passes: {
		'each pod has its lease': {evidence: healthy},
		'a pod that is being removed': {
			evidence: {
				...healthy,
				directories: [directoryOf(network)],
				leases: [],
				workloads: new Map([[device, {...web, isReady: false}]]),
			},
		},
		'a pod that has just been made': {
			evidence: {
				...healthy,
				directories: [directoryOf(network)],
				leases: [],
				workloads: new Map([[device, {...web, createdAt: minutesAgo(1)}]]),
			},
		},
		'a pod of an earlier pod CIDR': {
			evidence: {
				...healthy,
				directories: [directoryOf(network)],
				leases: [],
				ranges: {cidrs: ['10.42.9.0/24'], source: 'Node' as const},
			},
		},
		'leases that are kept elsewhere': {
			evidence: {
				...healthy,
				files: [
					cniFile('10-canal.conflist', {
						...canalConflist,
						plugins: [{type: 'calico', ipam: {type: 'host-local', dataDir: '/srv/leases'}}],
					}),
				],
				directories: [],
				leases: [],
			},
		},
		'a pod that is gone at the end of the run': {
			evidence: {...healthy, directories: [directoryOf(network)], leases: [], lasting: new Set<string>()},
		},
		'Canal with the IPAM of Calico, which writes no files': {
			evidence: {
				...healthy,
				files: [
					cniFile('10-canal.conflist', {
						...canalConflist,
						plugins: [{type: 'calico', ipam: {type: 'calico-ipam'}}],
					}),
				],
				directories: [],
				leases: [],
			},
		},
		'a network that has had another name for long, whose directory is not read': {
			evidence: {
				...healthy,
				files: [cniFile('10-canal.conflist', {...canalConflist, name: 'pods'})],
				directories: [directoryOf(network, '10.42.1.99')],
				leases: [{...leaseOf(network, '10.42.1.99'), sandboxId: 'of a pod that is gone'}],
			},
		},
		'a configuration that cannot be read': {
			evidence: {...healthy, files: [cniFile('10-canal.conflist', '{')], directories: [], leases: []},
		},
	},
	fails: {
		'a deleted file': {
			evidence: {...healthy, directories: [directoryOf(network, '10.42.1.5')], leases: []},
			findings: [{message: 'lost', subject: lost(network), text: 'such as shop/web (10.42.1.7)'}],
		},
		'no directory': {
			evidence: {...healthy, directories: [], leases: []},
			findings: [{message: 'lost', subject: lost(network), text: `no lease in ${pathOf(network)}`}],
		},
		'a network of another name': {
			evidence: {
				...healthy,
				files: [cniFile('10-flannel.conflist', {...flannelConflist, name: 'cbr1'})],
				directories: [directoryOf('cbr0', '10.42.1.7')],
				leases: [leaseOf('cbr0', '10.42.1.7')],
				routes: [],
			},
			findings: [{message: 'lost', subject: lost('cbr1')}],
		},
	},
});
