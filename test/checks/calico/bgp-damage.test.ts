import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import asNumber from '../../../checks/calico/bgp-as-number.ts';
import connection from '../../../checks/calico/bgp-connection.ts';
import kernelRoutes from '../../../checks/calico/bgp-kernel-routes.ts';
import mesh from '../../../checks/calico/bgp-mesh.ts';
import nodeAddress from '../../../checks/calico/bgp-node-address.ts';
import router from '../../../checks/calico/bgp-router.ts';
import routerId from '../../../checks/calico/bgp-router-id.ts';
import session from '../../../checks/calico/bgp-session.ts';
import disabled from '../../../checks/calico/bgp-session-disabled.ts';
import type {AnyCheck} from '../../../src/core/check.ts';
import {evaluateCheck} from '../../../src/core/evaluate.ts';
import type {Evidence} from '../../../src/core/evidence.ts';
import {birdDaemonOf} from '../../../src/derive/bird-daemon.ts';
import {birdProtocols} from '../../../src/probes/bird.protocols.ts';
import {birdRoutes} from '../../../src/probes/bird.routes.ts';
import {environmentOf, told} from '../../../src/testing.ts';
import {damagedText} from '../../parsers/damage.ts';
import {output} from '../../parsers/output.ts';
import {answered} from '../../probes/replies.ts';
import {routesOf} from '../builders.ts';
import {bgpNode} from './bgp-builders.ts';

const checks: readonly AnyCheck[] = [
	...[asNumber, connection, kernelRoutes, mesh, nodeAddress],
	...[router, routerId, session, disabled],
];
const self = bgpNode('node-1', '10.0.0.11');
const nodes = [self, ...[2, 3].map(number => bgpNode(`node-${number}`, `10.0.0.1${number}`))];
const routes = routesOf(
	...[2, 3].map(number => ({
		dst: `10.42.${number}.0/26`,
		gateway: `10.0.0.1${number}`,
		dev: 'eth0',
		protocol: 'bird',
		flags: [],
	})),
);
const addresses = [
	{link: 'eth0', family: 'ipv4', address: '10.0.0.11', prefixLength: 24, scope: 'global', flags: []},
];
const environment = environmentOf({
	cni: told('calico'),
	bgp: told(true),
	nodeName: told('node-1'),
});

interface Answers {
	readonly status: string;
	readonly protocols: string;
	readonly preferred: string;
	readonly forKernel: string;
}

const well: Answers = {
	status: output('bird-1.6.8-status.txt'),
	protocols: output('bird-1.6.8-mesh.txt'),
	preferred: output('bird-1.6.8-route.txt'),
	forKernel: output('bird-1.6.8-route.txt'),
};

/** Ids of all messages that the checks give for what BIRD answered; none where its answers are no evidence. */
const messagesFor = ({status, protocols, preferred, forKernel}: Answers): readonly string[] => {
	const evidence = new Map<string, Evidence<unknown>>(
		Object.entries({
			'kubernetes.nodes': nodes,
			'kubernetes.node': self,
			'ip.route': routes,
			'ip.address': addresses,
		}).map(([id, value]) => [id, {ok: true, value, sources: []}]),
	);
	try {
		const absent = {state: 'absent', detail: 'bird6.ctl: no such file'} as const;
		const daemons = {ipv4: birdDaemonOf(answered(status)), ipv6: absent};
		const birds = birdProtocols.parse([answered(protocols)], {daemons}, {});
		evidence.set('bird.protocols', {ok: true, value: birds, sources: []});
		const learned = birdRoutes.parse([answered(preferred), answered(forKernel)], {birds}, {});
		evidence.set('bird.routes', {ok: true, value: learned, sources: []});
	} catch {
		// What cannot be read is unknown; what was read before that is judged.
	}
	return checks.flatMap(check => {
		const outcome = evaluateCheck(check, {environment, evidence, links: id => ({title: id, url: id})});
		expect(outcome.status).not.toBe('error');
		return outcome.status === 'failed' ? outcome.findings.map(({message}) => `${check.id}#${message}`) : [];
	});
};

const damagedAnswers = (answers: Answers): fc.Arbitrary<Answers> =>
	fc
		.constantFrom('status', 'protocols', 'preferred', 'forKernel')
		.chain(name => damagedText(answers[name]).map(text => ({...answers, [name]: text})));

describe('damaged answers of BIRD', () => {
	it('give no finding on a node that is well', () => {
		expect(messagesFor(well)).toEqual([]);
		fc.assert(
			fc.property(damagedAnswers(well), answers => {
				expect(messagesFor(answers)).toEqual([]);
			}),
			{numRuns: 2000},
		);
	});

	it.each([
		['bird-1.6.8-refused-and-reset.txt'],
		['bird-1.6.8-as-mismatch.txt'],
		['bird-1.6.8-passive-hold-timer.txt'],
		['bird-1.6.8-limits.txt'],
	])('give no finding that the intact %s does not give', name => {
		const answers = {...well, protocols: output(name)};
		const intact = new Set(messagesFor(answers));
		fc.assert(
			fc.property(damagedText(answers.protocols), protocols => {
				const invented = messagesFor({...answers, protocols}).filter(message => !intact.has(message));
				expect(invented).toEqual([]);
			}),
			{numRuns: 500},
		);
	});
});
