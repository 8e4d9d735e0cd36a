import {expect, test} from 'vitest';
import check from '../../../checks/calico/felix-health.ts';
import {parseFelixHealth} from '../../../src/parsers/felix-health.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {calicoNode, calicoPod, containerRun, minutesAgo, now} from '../builders.ts';

const subject = {kind: 'Pod', namespace: 'calico-system', name: 'calico-node'} as const;
const table = (
	graph: string,
	dataplane: string,
) => `+---------------------------+---------+----------------+---------------------+--------+
| COMPONENT                 | TIMEOUT | LIVENESS       | READINESS           | DETAIL |
+---------------------------+---------+----------------+---------------------+--------+
| CalculationGraph          | 30s     | reporting live | ${graph} |        |
| FelixStartup              | -       | reporting live | reporting ready     |        |
| InternalDataplaneMainLoop | 1m30s   | ${dataplane} | reporting ready     |        |
+---------------------------+---------+----------------+---------------------+--------+
`;
const answer = (status: number, body: string) =>
	({
		state: status < 300 ? 'healthy' : 'unhealthy',
		status,
		body,
		components: parseFelixHealth(body),
	}) as const;
const foreign = {
	state: 'unhealthy',
	status: 404,
	body: '404 page not found',
	components: [],
	isForeign: true,
} as const;
const refused = {
	state: 'refused',
	detail: 'http://127.0.0.1:9099/liveness: connect ECONNREFUSED 127.0.0.1:9099',
	components: [],
} as const;

const good = answer(200, table('reporting ready    ', 'reporting live'));
const notReady = answer(503, table('reporting non-ready', 'reporting live'));
const hanging = answer(503, table('reporting ready    ', 'timed out     '));
const calico = {pod: calicoPod()};
const young = {pod: calicoPod({containers: [containerRun('calico-node', {createdAt: minutesAgo(1)})]})};
const stopped = {pod: calicoPod({containers: [containerRun('calico-node', {state: 'exited'})]})};

test.each(['notReady', 'awsCheck'] as const)(
	'calico/felix-health#%s names what Felix asks of AWS',
	message => {
		const steps = check.messages[message].guide.steps.map(({text}) => text).join('\n');
		expect(steps.match(/\bec2:\w+/g)).toEqual([
			'ec2:DescribeInstances',
			'ec2:ModifyNetworkInterfaceAttribute',
		]);
	},
);

testCheck(test, check, {
	environment: calicoNode,
	passes: {
		'all components are well': {evidence: {health: {readiness: good, liveness: good}, calico, now}},
		'an old Felix that gives no table': {
			evidence: {health: {readiness: answer(204, ''), liveness: answer(204, '')}, calico, now},
		},
		'a Felix that has just started': {
			evidence: {health: {readiness: notReady, liveness: good}, calico: young, now},
		},
		'a container that does not run, which is another finding': {
			evidence: {health: {readiness: refused, liveness: refused}, calico: stopped, now},
		},
		'a cluster with IPv6 only, where Felix listens on ::1': {
			evidence: {health: {readiness: refused, liveness: refused}, calico, now},
			environment: {families: told<readonly ['ipv6']>(['ipv6'])},
		},
		'no pod, which is another finding': {
			evidence: {health: {readiness: refused, liveness: refused}, calico: {}, now},
		},
	},
	fails: {
		'another program has the port, however young calico-node is': {
			evidence: {health: {readiness: foreign, liveness: foreign}, calico: young, now},
			findings: [{message: 'foreign', subject, text: 'answers on the health port of Felix (HTTP 404)'}],
		},
		'no data from the API': {
			evidence: {health: {readiness: notReady, liveness: good}, calico, now},
			findings: [{message: 'notReady', subject, text: 'CalculationGraph'}],
		},
		'it waits for AWS': {
			evidence: {
				health: {
					readiness: answer(
						503,
						good.body.replace(
							/\+-+\+\S*\n$/,
							'| aws-source-destination-check | - | reporting live | reporting non-ready | |\n$&',
						),
					),
					liveness: good,
				},
				calico,
				now,
			},
			findings: [{message: 'awsCheck', subject, text: 'source/destination check of AWS'}],
		},
		'the data plane hangs': {
			evidence: {
				health: {readiness: hanging, liveness: hanging},
				calico,
				now,
				logs: [
					{
						container: 'calico-node',
						attempt: 0,
						path: '/var/log/pods/calico-system_calico-node-x7k2p_2d3e/calico-node/0.log',
						lines: [
							{
								time: now,
								stream: 'stdout',
								message:
									'2026-11-22 07:59:00.000 [ERROR][71] felix/ipsets.go 864: Failed to complete ipset restore, IP sets may be out-of-sync.',
							},
						],
					},
				],
			},
			findings: [{message: 'notLive', subject, text: 'InternalDataplaneMainLoop'}],
		},
		'an old Felix without a table': {
			evidence: {health: {readiness: answer(503, ''), liveness: answer(204, '')}, calico, now},
			findings: [{message: 'notReady', subject, text: 'HTTP 503'}],
		},
		'nobody listens': {
			evidence: {health: {readiness: refused, liveness: refused}, calico, now},
			findings: [{message: 'refused', subject, text: 'for 1440 minutes'}],
		},
	},
});
