import {test} from 'vitest';
import check from '../../../checks/cilium/tunnel-device.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {linksOf} from '../builders.ts';
import {onCilium} from '../cilium-builders.ts';

const device = (name: string, flags: readonly string[], data: object) => ({
	ifname: name,
	ifindex: 5,
	flags,
	mtu: 1500,
	operstate: 'UNKNOWN',
	linkinfo: {info_kind: 'vxlan', info_data: data},
});
const external = {external: true, id: 0, port: 8472, learning: false};
const up = device('cilium_vxlan', ['BROADCAST', 'UP', 'LOWER_UP'], external);
const down = device('cilium_vxlan', ['BROADCAST'], external);
const flannel = device('flannel.1', ['BROADCAST', 'UP', 'LOWER_UP'], {
	id: 1,
	port: 8472,
	local: '10.0.0.12',
	learning: false,
});
const routing = {agent: {mode: 'tunnel', protocol: 'vxlan'}};
const subject = {kind: 'Interface', name: 'cilium_vxlan'} as const;

testCheck(test, check, {
	passes: {
		'up, its state UNKNOWN': {evidence: {routing, links: linksOf(up)}, environment: onCilium},
		'an old iproute2 that tells no port': {
			evidence: {
				routing,
				links: linksOf({...up, linkinfo: {info_kind: 'vxlan', info_data: {external: true}}}),
			},
			environment: onCilium,
		},
		'an agent that was started with native routing': {
			evidence: {routing: {agent: {mode: 'native'}}, links: []},
			environment: onCilium,
		},
		Geneve: {
			evidence: {
				routing,
				links: linksOf({
					ifname: 'cilium_geneve',
					ifindex: 5,
					flags: ['UP', 'LOWER_UP'],
					mtu: 1500,
					operstate: 'UNKNOWN',
				}),
			},
			environment: {...onCilium, backend: told('geneve')},
		},
	},
	fails: {
		down: {
			evidence: {routing, links: linksOf(down)},
			environment: onCilium,
			findings: [{message: 'down', subject}],
		},
		gone: {evidence: {routing, links: []}, environment: onCilium, findings: [{message: 'missing', subject}]},
		'the device of Canal holds its port': {
			evidence: {routing, links: linksOf(flannel, down)},
			environment: onCilium,
			findings: [{message: 'portTaken', subject, text: 'flannel.1 holds UDP port 8472'}],
		},
		'it could never be made': {
			evidence: {routing, links: linksOf(flannel)},
			environment: onCilium,
			findings: [{message: 'portTaken', subject}],
		},
	},
});
