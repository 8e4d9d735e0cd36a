import {test} from 'vitest';
import check from '../../../checks/multus/network-invalid.ts';
import {parseNetworkAttachments} from '../../../src/parsers/network-attachment.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {attachedPod, networksOf, withMultus} from './builders.ts';

const environment = withMultus;
const lan = {cniVersion: '0.3.1', type: 'macvlan', master: 'eth1', ipam: {type: 'dhcp'}};
const subject = {kind: 'NetworkAttachmentDefinition', namespace: 'default', name: 'lan'} as const;
const of = (config: unknown, ...pods: readonly ReturnType<typeof attachedPod>[]) => ({
	networks: {isDefined: true, networks: networksOf({lan: config})},
	pods,
});
const broken = (title: string, config: unknown, text: string) => ({
	[title]: {
		environment,
		evidence: of(config),
		findings: [{message: 'invalid' as const, subject, text}] as const,
	},
});
const fine = (title: string, config: unknown) => ({[title]: {environment, evidence: of(config)}});

testCheck(test, check, {
	passes: {
		...fine('a macvlan with DHCP', lan),
		...fine('a list', {cniVersion: '1.0.0', name: 'lan', plugins: [lan, {type: 'tuning'}]}),
		...fine('no addresses at all', {...lan, ipam: {}}),
		...fine('a plugin that nobody knows, with values that nobody knows', {
			cniVersion: '1.1.0',
			type: 'ovs',
			vlan: '100',
			mode: 'x',
		}),
		...fine('both type and plugins, of which Multus takes the type', {...lan, plugins: [{type: 'x'}]}),
		...fine('host-local with ranges for two families', {
			...lan,
			ipam: {type: 'host-local', ranges: [[{subnet: '192.168.1.0/24'}], [{subnet: 'fd00::/64'}]]},
		}),
		...fine('addresses from the annotation of the pod', {
			...lan,
			capabilities: {ips: true},
			ipam: {type: 'static'},
		}),
		...fine('a range of Whereabouts', {
			...lan,
			ipam: {type: 'whereabouts', range: '192.168.2.10-192.168.2.20/24'},
		}),
		'a device that a device plugin names': {
			environment,
			evidence: {
				networks: {
					isDefined: true,
					networks: parseNetworkAttachments(
						JSON.stringify({
							items: [
								{
									metadata: {
										name: 'dpdk',
										namespace: 'default',
										annotations: {'k8s.v1.cni.cncf.io/resourceName': 'intel.com/dpdk'},
									},
									spec: {config: '{"cniVersion":"0.3.1","type":"host-device"}'},
								},
							],
						}),
					),
				},
				pods: [],
			},
		},
		'an empty definition, whose configuration is a file': {
			environment,
			evidence: of(''),
		},
		'RKE2 is starting': {
			environment: {...environment, service: told('starting')},
			evidence: {networks: {isDefined: false, networks: []}, pods: []},
		},
	},
	fails: {
		...broken('JSON that is cut off', '{"type":"macvlan"', 'expected'),
		...broken('YAML instead of JSON', 'type: macvlan', 'expected a value'),
		...broken('neither type nor plugins', {cniVersion: '0.3.1', name: 'lan'}, 'expected "type" or "plugins"'),
		...broken('an empty list of plugins', {cniVersion: '0.3.1', plugins: []}, 'at least one plugin'),
		...broken('a mode that macvlan does not have', {...lan, mode: 'vlan'}, 'no mode "vlan"'),
		...broken('a VLAN that cannot be', {...lan, type: 'vlan', vlanId: 5000}, 'vlanId 5000'),
		...broken('a number in quotes', {...lan, mtu: '1400'}, 'mtu as a number'),
		...broken('a version that never was', {...lan, cniVersion: '0.3'}, 'cniVersion "0.3"'),
		...broken('a name that CNI does not allow', {...lan, name: 'my lan'}, 'name "my lan"'),
		...broken(
			'a subnet with host bits',
			{...lan, ipam: {type: 'host-local', subnet: '192.168.1.5/24'}},
			'the network is 192.168.1.0/24',
		),
		...broken(
			'a static address without a prefix length',
			{...lan, ipam: {type: 'static', addresses: [{address: '192.168.1.5'}]}},
			'"192.168.1.5"',
		),
		...broken('a chained plugin alone', {cniVersion: '0.3.1', type: 'bandwidth'}, 'makes no interface'),
		'a pod of this node asks for it': {
			environment,
			evidence: of({...lan, mode: 'vlan'}, attachedPod('lan', {phase: 'Pending'})),
			findings: [{message: 'invalidInUse', subject, text: 'default/web cannot start'}],
		},
		'an API that has no such objects': {
			environment,
			evidence: {networks: {isDefined: false, networks: []}, pods: []},
			findings: [
				{message: 'undefined', subject: {kind: 'DaemonSet', namespace: 'kube-system', name: 'rke2-multus'}},
			],
		},
	},
});
