import {expect, test} from 'vitest';
import check from '../../../checks/cilium/vlan-filter.ts';
import {evaluateCheck} from '../../../src/core/evaluate.ts';
import {environmentOf, testCheck} from '../../../src/testing.ts';
import {linksOf} from '../builders.ts';
import {ciliumStatus, onCilium} from '../cilium-builders.ts';

const up = {flags: ['UP', 'LOWER_UP'], mtu: 1500, operstate: 'UP'} as const;
const bond = {
	ifname: 'bond0',
	ifindex: 2,
	...up,
	linkinfo: {info_kind: 'bond', info_data: {mode: '802.3ad'}},
};
const vlan = (id: number, more: object = {}) => ({
	ifname: `iscsi.${id}`,
	ifindex: id,
	link: 'bond0',
	...up,
	linkinfo: {info_kind: 'vlan', info_data: {protocol: '802.1Q', id}},
	...more,
});
const address = (link: string) =>
	({link, family: 'ipv4', address: '172.16.124.44', prefixLength: 24, scope: 'global', flags: []}) as const;
const status = (...devices: readonly string[]) =>
	ciliumStatus({
		'kube-proxy-replacement': {mode: 'True', deviceList: devices.map(name => ({name, ip: ['10.0.0.12']}))},
	});
const of = (
	devices: readonly string[],
	configuration: Readonly<Record<string, string>> = {},
	links = linksOf(bond, vlan(2001)),
	addresses = [address('iscsi.2001')],
) => ({
	evidence: {status: status(...devices), configuration, links, addresses},
	environment: onCilium,
});
const subject = {kind: 'Interface', name: 'bond0'} as const;

testCheck(test, check, {
	passes: {
		'its number is told': of(['bond0'], {'vlan-bpf-bypass': '20 2001'}),
		'every VLAN may pass': of(['bond0'], {'vlan-bpf-bypass': '0'}),
		'Cilium serves its interface, too': of(['bond0', 'iscsi.2001']),
		'Cilium works elsewhere': of(['eth9']),
		'a VLAN that nobody uses': of(['bond0'], {}, linksOf(bond, vlan(2001)), []),
		'a VLAN that is off': of(['bond0'], {}, linksOf(bond, vlan(2001, {flags: [], operstate: 'DOWN'}))),
		'kube-proxy serves': {
			evidence: {
				status: ciliumStatus(),
				configuration: {},
				links: linksOf(bond, vlan(2001)),
				addresses: [address('iscsi.2001')],
			},
			environment: onCilium,
		},
	},
	fails: {
		'a storage network on a VLAN of the bond': {
			...of(['bond0']),
			findings: [{message: 'dropped', subject, text: 'VLAN 2001 (iscsi.2001) at bond0'}],
		},
		'another one is told': {
			...of(['bond0'], {'vlan-bpf-bypass': '20 40'}),
			findings: [{message: 'dropped', subject, text: 'VLAN 2001'}],
		},
		'a VLAN without an address that a bridge joins': {
			...of(['bond0'], {}, linksOf(bond, vlan(2001, {master: 'br-storage'})), []),
			findings: [{message: 'dropped', subject, text: 'VLAN 2001'}],
		},
		'a VLAN on which Multus builds macvlan': {
			...of(
				['bond0'],
				{},
				linksOf(bond, vlan(2001), {
					ifname: 'mac0',
					ifindex: 77,
					link: 'iscsi.2001',
					...up,
					linkinfo: {info_kind: 'macvlan', info_data: {mode: 'bridge'}},
				}),
				[],
			),
			findings: [{message: 'dropped', subject, text: 'VLAN 2001'}],
		},
	},
});

const many = linksOf(bond, ...[1, 2, 3, 4, 5, 6].map(id => vlan(id)));

/** The numbers that the remedy names. */
const idsOf = ({evidence, environment}: ReturnType<typeof of>): string | undefined => {
	const given = new Map(
		Object.entries(check.needs).map(([name, id]) => [
			id,
			{ok: true, value: evidence[name as keyof typeof evidence], sources: []} as const,
		]),
	);
	const outcome = evaluateCheck(check, {
		...{evidence: given, environment: environmentOf(environment), links: id => ({title: id, url: id})},
	});
	const steps = outcome.status === 'failed' ? outcome.findings.flatMap(({guide}) => guide.steps) : [];
	return /bpf\.vlanBypass: \[([^\]]*)\] in/.exec(steps.map(({text}) => text).join('\n'))?.[1];
};

test.each([
	{
		name: 'what is told and what is dropped',
		given: of(['bond0'], {'vlan-bpf-bypass': '20 40'}),
		ids: '20, 40, 2001',
	},
	{
		name: 'five, which Cilium takes',
		given: of(['bond0'], {'vlan-bpf-bypass': '1 2 3 4'}, many, [address('iscsi.5')]),
		ids: '1, 2, 3, 4, 5',
	},
	{
		name: 'all, as a sixth stops the agent',
		given: of(['bond0'], {'vlan-bpf-bypass': '1 2 3 4 6'}, many, [address('iscsi.5')]),
		ids: '0',
	},
	{
		name: 'all, as those that Cilium serves count',
		given: of(['bond0', 'iscsi.1', 'iscsi.2', 'iscsi.3', 'iscsi.4', 'iscsi.6'], {}, many, [
			address('iscsi.5'),
		]),
		ids: '0',
	},
])('cilium/vlan-filter lets pass $name', ({given, ids}) => {
	expect(idsOf(given)).toBe(ids);
});
