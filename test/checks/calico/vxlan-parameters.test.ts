import {test} from 'vitest';
import check from '../../../checks/calico/vxlan-parameters.ts';
import {testCheck} from '../../../src/testing.ts';
import {calicoNode, linksOf} from '../builders.ts';

const device = (data: object = {}) =>
	linksOf({
		ifindex: 3,
		ifname: 'vxlan.calico',
		flags: ['UP', 'LOWER_UP'],
		mtu: 1450,
		operstate: 'UNKNOWN',
		linkinfo: {info_kind: 'vxlan', info_data: {id: 4096, link: 'eth0', port: 4789, ...data}},
	});
const told = (spec: object) => {
	const configurations = [{name: 'default', spec: {...spec}}];
	return {configurations, settings: {configurations}};
};
const subject = {kind: 'Interface', name: 'vxlan.calico'} as const;

testCheck(test, check, {
	environment: calicoNode,
	passes: {
		'as the operator sets it': {evidence: {links: device(), ...told({vxlanVNI: 4096, vxlanPort: 4789})}},
		'Felix has its defaults': {evidence: {links: device(), ...told({})}},
		'another port for the whole cluster': {
			evidence: {links: device({port: 8472}), ...told({vxlanPort: 8472})},
		},
		'eBPF, which chooses for each packet': {
			evidence: {links: device({external: true, id: 0}), ...told({vxlanVNI: 4096})},
		},
		'no device, which is another finding': {evidence: {links: [], ...told({})}},
		'the environment beats the resource': {
			evidence: {
				links: device({port: 4790}),
				configurations: [],
				settings: {environment: {FELIX_VXLANPORT: '4790'}, configurations: []},
			},
		},
	},
	fails: {
		'a port that Felix has not taken up': {
			evidence: {links: device(), ...told({vxlanPort: 4790})},
			findings: [
				{
					message: 'differs',
					subject,
					text: 'UDP port 4789, but Felix is told 4790 (FelixConfiguration default)',
				},
			],
		},
		'somebody made the device': {
			evidence: {links: device({id: 1}), ...told({})},
			findings: [{message: 'differs', subject, text: 'VNI 1, but Felix is told 4096 (its default)'}],
		},
	},
});
