import {test} from 'vitest';
import check from '../../../checks/cilium/agent.ts';
import {testCheck} from '../../../src/testing.ts';
import {containerRun, minutesAgo, now} from '../builders.ts';
import {agentSubject, answered, ciliumPod, onCilium} from '../cilium-builders.ts';

const refused = {
	state: 'refused',
	detail: '/var/run/cilium/cilium.sock: no such file\n127.0.0.1:9879: connection refused',
} as const;
const cilium = ciliumPod();
const environment = onCilium;

testCheck(test, check, {
	passes: {
		'all parts are well': {evidence: {agent: answered(), cilium, now}, environment},
		'only its health port answers, and says yes': {
			evidence: {agent: {state: 'healthy', detail: 'HTTP 200'}, cilium, now},
			environment,
		},
		'an agent that has just been started': {
			evidence: {
				agent: refused,
				cilium: ciliumPod(containerRun('cilium-agent', {createdAt: minutesAgo(2)})),
				now,
			},
			environment,
		},
		'a container that does not run, which is another finding': {
			evidence: {
				agent: refused,
				cilium: ciliumPod(containerRun('cilium-agent', {state: 'exited'})),
				now,
			},
			environment,
		},
		'no pod, which is another finding': {evidence: {agent: refused, cilium: {}, now}, environment},
	},
	fails: {
		'it listens nowhere': {
			evidence: {
				agent: refused,
				cilium,
				now,
				logs: [
					{
						container: 'cilium-agent',
						attempt: 0,
						path: '/var/log/pods/kube-system_cilium-x7k2p_2d3e/cilium-agent/0.log',
						lines: [{time: now, stream: 'stderr', message: 'level=info msg="Restored endpoints"'}],
					},
				],
			},
			environment,
			findings: [{message: 'refused', subject: agentSubject, text: 'for 1440 minutes'}],
		},
		'it hangs': {
			evidence: {agent: {state: 'silent', detail: 'no complete answer within 2000 ms'}, cilium, now},
			environment,
			findings: [{message: 'silent', subject: agentSubject}],
		},
		'its health port says no': {
			evidence: {agent: {state: 'unhealthy', detail: 'HTTP 503 from 127.0.0.1:9879'}, cilium, now},
			environment,
			findings: [{message: 'unhealthy', subject: agentSubject}],
		},
		'a part of it does not work': {
			evidence: {agent: answered({cilium: {state: 'Warning', msg: 'Stale status data'}}), cilium, now},
			environment,
			findings: [{message: 'degraded', subject: agentSubject, text: 'Stale status data'}],
		},
		'it says why it is not well': {
			evidence: {
				agent: answered({cilium: {state: 'Failure', msg: 'Kubernetes service is not ready: timeout'}}),
				cilium,
				now,
			},
			environment,
			findings: [{message: 'notReady', subject: agentSubject, text: 'Kubernetes service is not ready'}],
		},
	},
});
