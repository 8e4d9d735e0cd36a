import fc from 'fast-check';
import {expect, test} from 'vitest';
import check from '../../../checks/calico/chart-values.ts';
import {calicoValueFaultsOf} from '../../../src/derive/calico-values.ts';
import {testCheck} from '../../../src/testing.ts';
import {calicoHelm, calicoNode} from '../builders.ts';

const subject = {kind: 'HelmChartConfig', namespace: 'kube-system', name: 'rke2-calico'} as const;
const of = (key: string) => ({...subject, name: `rke2-calico ${key}`});

testCheck(test, check, {
	environment: calicoNode,
	passes: {
		'no values': {evidence: {helm: calicoHelm()}},
		"the documentation's example": {
			evidence: {
				helm: calicoHelm(
					'installation:\n  calicoNetwork:\n    mtu: 8950\n    bgp: Enabled\n    linuxDataplane: BPF\n  backend: VXLANCrossSubnet',
				),
			},
		},
		'another way to find the address': {
			evidence: {
				helm: calicoHelm(
					'installation:\n  calicoNetwork:\n    nodeAddressAutodetectionV4:\n      firstFound: false\n      kubernetes: NodeInternalIP',
				),
			},
		},
		'IPIP with BGP': {
			evidence: {helm: calicoHelm('installation:\n  backend: IPIP\n  calicoNetwork:\n    bgp: Enabled')},
		},
		'values that cannot be read, which is another finding': {evidence: {helm: calicoHelm('a: [')}},
	},
	fails: {
		'BGP switched on with true': {
			evidence: {helm: calicoHelm('installation:\n  calicoNetwork:\n    bgp: true')},
			findings: [
				{message: 'refused', subject: of('installation.calicoNetwork.bgp'), text: 'Enabled, Disabled'},
			],
		},
		'an encapsulation that does not exist': {
			evidence: {
				helm: calicoHelm(
					'installation:\n  calicoNetwork:\n    ipPools:\n    - cidr: 10.42.0.0/16\n      encapsulation: Vxlan',
				),
			},
			findings: [{message: 'refused', subject: of('installation.calicoNetwork.ipPools[0].encapsulation')}],
		},
		'an MTU in quotes': {
			evidence: {helm: calicoHelm('installation:\n  calicoNetwork:\n    mtu: "8950"')},
			findings: [{message: 'refused', subject: of('installation.calicoNetwork.mtu'), text: 'without quotes'}],
		},
		"Canal's key": {
			evidence: {helm: calicoHelm('calico:\n  vethuMTU: 8950')},
			findings: [
				{message: 'ignored', subject: of('calico.vethuMTU'), text: 'under installation.calicoNetwork.mtu'},
			],
		},
		'two ways to find the address': {
			evidence: {
				helm: calicoHelm(
					'installation:\n  calicoNetwork:\n    nodeAddressAutodetectionV4:\n      firstFound: true\n      interface: eth1',
				),
			},
			findings: [{message: 'methods', subject, text: 'firstFound and interface'}],
		},
		'IPIP alone': {
			evidence: {helm: calicoHelm('installation:\n  backend: IPIP')},
			findings: [{message: 'ipipWithoutBgp', subject}],
		},
	},
});

test('values of any shape never crash it', () => {
	fc.assert(
		fc.property(
			fc.dictionary(fc.constantFrom('installation', 'felixConfiguration', 'mtu'), fc.jsonValue()),
			values => {
				expect(Array.isArray(calicoValueFaultsOf(values))).toBe(true);
			},
		),
	);
});
