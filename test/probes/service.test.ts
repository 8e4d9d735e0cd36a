import {describe, expect, it} from 'vitest';
import {parseIptablesSave} from '../../src/parsers/iptables-save.ts';
import {dnsContact} from '../../src/probes/dns.contact.ts';
import {serviceContact} from '../../src/probes/service.contact.ts';
import {type CoreServices, serviceEndpoints} from '../../src/probes/service.endpoints.ts';
import {serviceKeptTargets} from '../../src/probes/service.kept-targets.ts';
import {serviceNodePortListeners} from '../../src/probes/service.node-port-listeners.ts';
import {serviceRules} from '../../src/probes/service.rules.ts';
import {serviceRulesIpv6} from '../../src/probes/service.rules-ipv6.ts';
import {failed, known, probed, requestsOf, unanswered} from './run-probe.ts';

const ranges = {
	pods: ['10.42.0.0/16'],
	services: ['10.43.0.0/16', '2001:cafe:43::/112'],
	dns: ['10.43.0.10'],
	domain: 'cluster.local',
};
const list = (namespace: string, name: string) =>
	`kubectl get --raw /apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices?labelSelector=kubernetes.io/service-name=${name}`;
const apiKey = list('default', 'kubernetes');
const dnsKey = list('kube-system', 'rke2-coredns-rke2-coredns');
const slices = (port: number, ...endpoints: readonly object[]) =>
	JSON.stringify({
		items: [{metadata: {name: 'x'}, addressType: 'IPv4', endpoints, ports: [{name: 'udp-53', port}]}],
	});
const at = (address: string, ready = true) => ({
	addresses: [address],
	conditions: {ready},
	nodeName: 'node-1',
});
const rulesWith = (...ports: readonly object[]) =>
	known([{backend: 'nf_tables', rules: {isHooked: true, ports, targets: []}}]);
const apiRule = {
	name: 'default/kubernetes:https',
	address: '10.43.0.1',
	protocol: 'tcp',
	port: 443,
	endpoints: ['10.0.0.1:6443'],
};

describe('service.endpoints', () => {
	it('are those that the API calls ready', () => {
		const value = probed(
			serviceEndpoints,
			{[apiKey]: slices(6443, at('10.0.0.1')), [dnsKey]: slices(53, at('10.42.0.5'), at('10.42.1.5', false))},
			{ranges},
			{rules: failed},
		);
		expect(value.api).toMatchObject({address: '10.43.0.1', port: 443, source: 'EndpointSlices'});
		expect(value.dns?.endpoints).toEqual([{address: '10.42.0.5', port: 53, nodeName: 'node-1'}]);
	});

	it('are those of the rules when the API does not answer', () => {
		const value = probed(
			serviceEndpoints,
			{[apiKey]: unanswered('refused'), [dnsKey]: unanswered('refused')},
			{ranges: {...ranges, services: []}},
			{rules: rulesWith(apiRule)},
		);
		expect(value.api).toMatchObject({address: '10.43.0.1', source: 'rules of kube-proxy'});
		expect(value.api?.endpoints).toEqual([{address: '10.0.0.1', port: 6443}]);
		expect(value.dns).toBeUndefined();
	});

	it('of the API are those of IPv6 where its service is one of IPv6', () => {
		const value = probed(
			serviceEndpoints,
			{
				[apiKey]: slices(6443, at('fd00::1')).replace('"IPv4"', '"IPv6"'),
				[dnsKey]: slices(53, at('10.42.0.5')),
			},
			{ranges: {...ranges, services: ranges.services.toReversed()}},
			{rules: failed},
		);
		expect(value.api).toMatchObject({
			address: '2001:cafe:43::1',
			endpoints: [{address: 'fd00::1', port: 6443}],
		});
		expect(value.dns?.address).toBe('10.43.0.10');
	});

	it('are not known when neither tells them', () => {
		expect(() =>
			probed(serviceEndpoints, {[apiKey]: unanswered('refused')}, {ranges}, {rules: failed}),
		).toThrow('refused');
	});
});

const services: CoreServices = {
	api: {
		name: 'default/kubernetes',
		address: '10.43.0.1',
		port: 443,
		endpoints: [1, 2, 3, 4, 5, 6].map(number => ({address: `10.0.0.${number}`, port: 6443})),
		source: 'EndpointSlices',
	},
	dns: {
		name: 'kube-system/rke2-coredns-rke2-coredns',
		address: '10.43.0.10',
		port: 53,
		endpoints: Array.from({length: 12}, (_, index) => ({address: `10.42.${index}.5`, port: 53})),
		source: 'EndpointSlices',
	},
	domain: 'cluster.local',
};
const answered = '{"result":"answered"}';

describe('what is sent to services', () => {
	it('is bounded', () => {
		expect(requestsOf(serviceContact, {services})).toEqual([
			'tcp 10.43.0.1 443',
			...[1, 2, 3, 4, 5].map(number => `tcp 10.0.0.${number} 6443`),
		]);
		const asked = requestsOf(dnsContact, {services});
		expect(asked[0]).toBe('dig @10.43.0.10 kubernetes.default.svc.cluster.local');
		expect(asked).toHaveLength(9);
	});

	it('leaves out what could not be sent, but not the service itself', () => {
		const value = probed(
			serviceContact,
			{'tcp 10.43.0.1 443': answered, 'tcp 10.0.0.1 6443': answered},
			{services},
		);
		expect(value.endpoints.map(({answer}) => answer?.result)).toEqual([
			'answered',
			...Array(4).fill(undefined),
		]);
		expect(() => probed(serviceContact, {'tcp 10.43.0.1 443': unanswered('passive')}, {services})).toThrow(
			'passive',
		);
		expect(() => probed(dnsContact, {}, {services: {domain: 'cluster.local'}})).toThrow('not known');
	});
});

describe('service.rules', () => {
	const none = {tables: [], incompatibleTables: []};

	it('says that there are none only where both back-ends were read', () => {
		const rulesOf = (rules: object) => probed(serviceRules, {}, {}, {rules: known(rules), chains: failed});
		expect(rulesOf({nft: none, legacy: none})).toHaveLength(2);
		expect(() => rulesOf({legacy: none})).toThrow('one of the two back-ends');
	});

	it('may be in a table that iptables does not show', () => {
		const nft = parseIptablesSave("# Table `nat' is incompatible, use 'nft' tool.\n");
		const rules = known({nft, legacy: none});
		expect(() => probed(serviceRules, {}, {}, {rules, chains: failed})).toThrow('one of the two back-ends');
	});

	it('are told as long as those in use could be read', () => {
		const nft = parseIptablesSave(
			'*nat\n:PREROUTING ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n:KUBE-SERVICES - [0:0]\n-A PREROUTING -j KUBE-SERVICES\n-A OUTPUT -j KUBE-SERVICES\nCOMMIT\n',
		);
		expect(probed(serviceRules, {}, {}, {rules: known({nft}), chains: failed})).toHaveLength(1);
	});

	it('are told by nft to be none where iptables is not installed', () => {
		const chain = (name: string) => known([{family: 'ip', table: 'nat', name}]);
		const rules = known({legacy: none});
		expect(probed(serviceRules, {}, {}, {rules, chains: chain('POSTROUTING')})).toHaveLength(2);
		expect(() => probed(serviceRules, {}, {}, {rules, chains: chain('KUBE-SERVICES')})).toThrow(
			'one of the two back-ends',
		);
		expect(() => probed(serviceRules, {}, {}, {rules: failed, chains: failed})).toThrow(
			'left out by the test',
		);
	});
});

describe('service.rules-ipv6', () => {
	const none = {tables: [], incompatibleTables: []};
	const hidden = {tables: [], incompatibleTables: ['nat']};
	const withJump = (...rules: readonly string[]) =>
		parseIptablesSave(
			`*nat\n:PREROUTING ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n:KUBE-SERVICES - [0:0]\n:KUBE-SVC-A - [0:0]\n-A PREROUTING -j KUBE-SERVICES\n${rules.map(rule => `-A ${rule}\n`).join('')}COMMIT\n`,
		);
	const whole = withJump('OUTPUT -j KUBE-SERVICES', 'KUBE-SERVICES -j KUBE-NODEPORTS');
	const rulesOf = (rules?: object) => probed(serviceRulesIpv6, {}, {rules});

	it('tells which chains do not lead to them', () => {
		const [nft] = rulesOf({nft: withJump(), legacy: none});
		expect(nft).toEqual({backend: 'nf_tables', services: 1, rules: 0, unhooked: ['OUTPUT']});
	});

	it('are judged where both back-ends were read, or those in force', () => {
		expect(rulesOf()).toEqual([]);
		expect(rulesOf({nft: none, legacy: none})).toHaveLength(2);
		expect(rulesOf({nft: whole})).toHaveLength(1);
		expect(rulesOf({nft: hidden, legacy: whole})).toHaveLength(1);
	});

	it('are not known where those in force may be in the other back-end', () => {
		for (const rules of [{nft: withJump()}, {nft: none}, {nft: hidden}, {nft: hidden, legacy: none}]) {
			expect(() => rulesOf(rules)).toThrow('one of the two back-ends');
		}
	});
});

describe('service.kept-targets', () => {
	const save = (...targets: readonly string[]) =>
		[
			...['*nat', ':PREROUTING ACCEPT [0:0]', ':OUTPUT ACCEPT [0:0]', ':KUBE-SERVICES - [0:0]'],
			...targets.map((_, index) => `:KUBE-SEP-${index} - [0:0]`),
			...[':KUBE-SVC-A - [0:0]', '-A PREROUTING -j KUBE-SERVICES', '-A OUTPUT -j KUBE-SERVICES'],
			'-A KUBE-SERVICES -d 10.43.0.1/32 -p tcp -m comment --comment "default/kubernetes:https cluster IP" -m tcp --dport 443 -j KUBE-SVC-A',
			...targets.flatMap((target, index) => [
				`-A KUBE-SVC-A -j KUBE-SEP-${index}`,
				`-A KUBE-SEP-${index} -p tcp -m tcp -j DNAT --to-destination ${target}`,
			]),
			...['COMMIT', ''],
		].join('\n');
	const needsWith = (listed: readonly string[], ...written: readonly string[]) => ({
		services: {
			api: {name: 'default/kubernetes', address: '10.43.0.1', port: 443, endpoints: [], listed},
			domain: 'cluster.local',
		},
		rules: [
			{
				backend: 'nf_tables',
				rules: {isHooked: true, ports: [{...apiRule, endpoints: written}], targets: written},
			},
		],
		nodes: [{name: 'node-3', internalIps: ['10.0.0.3'], externalIps: []}],
	});
	const key = 'iptables-nft-save -c (second sample)';

	it('reads the rules again only where one leads to what nobody knows', () => {
		expect(requestsOf(serviceKeptTargets, needsWith(['10.0.0.1'], '10.0.0.1:6443'))).toEqual([]);
		expect(requestsOf(serviceKeptTargets, needsWith(['10.0.0.1'], '10.0.0.3:6443'))).toEqual([]);
		expect(requestsOf(serviceKeptTargets, needsWith(['10.0.0.1'], '10.0.0.9:6443'))).toEqual([
			key,
			`${apiKey} (second sample)`,
		]);
	});

	it('are those that are still there at the end', () => {
		const needs = needsWith(['10.0.0.1'], '10.0.0.1:6443', '10.0.0.9:6443');
		const later = probed(serviceKeptTargets, {[key]: save('10.0.0.1:6443', '10.0.0.9:6443')}, needs);
		expect(later).toMatchObject([{kept: ['10.0.0.9:6443'], written: ['10.0.0.1:6443', '10.0.0.9:6443']}]);
		expect(probed(serviceKeptTargets, {[key]: save('10.0.0.1:6443')}, needs)).toEqual([]);
		expect(probed(serviceKeptTargets, {[key]: save('10.0.0.8:6443')}, needs)).toEqual([]);
	});

	it('are none that the API lists by the end: the pod is newer than the first list', () => {
		const needs = needsWith(['10.0.0.1'], '10.0.0.1:6443', '10.0.0.9:6443');
		const rules = save('10.0.0.1:6443', '10.0.0.9:6443');
		const list = `${apiKey} (second sample)`;
		const listed = slices(6443, at('10.0.0.1'), at('10.0.0.9'));
		expect(probed(serviceKeptTargets, {[key]: rules, [list]: listed}, needs)).toEqual([]);
		expect(
			probed(serviceKeptTargets, {[key]: rules, [list]: slices(6443, at('10.0.0.1'))}, needs),
		).toHaveLength(1);
	});

	it('are unknown where the rules cannot be read again', () => {
		const needs = needsWith(['10.0.0.1'], '10.0.0.9:6443');
		expect(() => probed(serviceKeptTargets, {[key]: unanswered('timed-out')}, needs)).toThrow('timed-out');
	});
});

describe('service.node-port-listeners', () => {
	const save = (jump: string, ...rules: readonly string[]) => ({
		nft: parseIptablesSave(
			[
				...['*nat', ':KUBE-SERVICES - [0:0]', ':KUBE-NODEPORTS - [0:0]'],
				`-A KUBE-SERVICES ${jump} -j KUBE-NODEPORTS`,
				...rules.map(rule => `-A KUBE-NODEPORTS ${rule}`),
				...['COMMIT', ''],
			].join('\n'),
		),
	});
	const local = '-m comment --comment "kubernetes service nodeports" -m addrtype --dst-type LOCAL';
	const rule =
		'-p tcp -m comment --comment "shop/web:http" -m tcp --dport 30080 -j KUBE-EXT-LOLE4ISW44XBNF3G';
	const ss = 'ss -H -lntp';

	it('asks only where there is a NodePort of all addresses', () => {
		expect(requestsOf(serviceNodePortListeners, {rules: save(local)})).toEqual([]);
		expect(requestsOf(serviceNodePortListeners, {rules: save('-d 10.0.0.2/32', rule)})).toEqual([]);
		const partly = `-d 127.0.0.0/8 ${rule}`;
		expect(requestsOf(serviceNodePortListeners, {rules: save(local, partly)})).toEqual([]);
		expect(requestsOf(serviceNodePortListeners, {rules: save(local, partly, rule)})).toEqual([ss]);
	});

	it('leaves out ports at which a pod on the host network serves its own service', () => {
		const rules = {
			nft: parseIptablesSave(
				[
					...['*nat', ':KUBE-SERVICES - [0:0]', ':KUBE-NODEPORTS - [0:0]', ':KUBE-SEP-A - [0:0]'],
					...[`-A KUBE-SERVICES ${local} -j KUBE-NODEPORTS`, `-A KUBE-NODEPORTS ${rule}`],
					'-A KUBE-SEP-A -p tcp -m tcp -j DNAT --to-destination 10.0.0.2:30080',
					...['COMMIT', ''],
				].join('\n'),
			),
		};
		expect(requestsOf(serviceNodePortListeners, {rules})).toEqual([]);
	});

	it('are the programs at these ports', () => {
		const reply = [
			'LISTEN 0 511 0.0.0.0:30080 0.0.0.0:* users:(("nginx",pid=812,fd=6))',
			'LISTEN 0 511 0.0.0.0:8080 0.0.0.0:* users:(("nginx",pid=812,fd=7))',
		].join('\n');
		expect(probed(serviceNodePortListeners, {[ss]: reply}, {rules: save(local, rule)})).toEqual([
			{
				...{address: '0.0.0.0', port: 30080, service: 'shop/web:http'},
				processes: [{name: 'nginx', pid: 812}],
			},
		]);
	});
});
