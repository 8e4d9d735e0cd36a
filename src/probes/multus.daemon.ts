import {textOf, Unavailable} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {http, type Reply} from '../core/request.ts';
import {multusFileOf, multusSetting, onHost} from '../derive/multus-configuration.ts';
import {type CniFile, cniConfiguration} from './cni.configuration.ts';

/** How the daemon of thick Multus answers on its socket. */
export type MultusDaemon =
	| {readonly state: 'none'}
	| {readonly state: 'healthy'; readonly socket: string}
	| {
			readonly state: 'missing' | 'refused' | 'silent' | 'unhealthy';
			readonly socket: string;
			readonly detail: string;
	  };

/** https://github.com/k8snetworkplumbingwg/multus-cni/blob/master/pkg/server/api/api.go */
const defaultDirectory = '/run/multus/';

/** Absent where Multus is thin and has no daemon. */
const socketOf = (files: readonly CniFile[]): string | undefined => {
	const multus = multusFileOf(files);
	if (multus?.mode !== 'thick') {
		return undefined;
	}
	const directory =
		multusSetting(multus, 'daemonSocketDir') ?? multusSetting(multus, 'socketDir') ?? defaultDirectory;
	return onHost(`${directory}/multus.sock`);
};

const failureOf = (reply: Reply | undefined): 'missing' | 'refused' | 'silent' | undefined => {
	if (reply?.status !== 'unanswered') {
		return undefined;
	}
	if (/ECONNREFUSED|connection refused/i.test(reply.detail)) {
		return 'refused';
	}
	if (reply.reason === 'not-found') {
		return 'missing';
	}
	return reply.reason === 'timed-out' && !reply.detail.includes('the run ended') ? 'silent' : undefined;
};

export const multusDaemon = defineProbe({
	id: 'multus.daemon',
	summary:
		'whether the daemon of thick Multus answers on its socket; it is asked for its health and nothing else',
	needs: {files: cniConfiguration},
	requests: ({files}) => {
		const socket = socketOf(files);
		return socket === undefined ? [] : [http('http://localhost/healthz', socket)];
	},
	parse: ([reply], {files}): MultusDaemon => {
		const socket = socketOf(files);
		if (socket === undefined) {
			return {state: 'none'};
		}
		const failure = failureOf(reply);
		if (failure !== undefined && reply?.status === 'unanswered') {
			return {state: failure, socket, detail: reply.detail};
		}
		const body = textOf(reply);
		const code = reply?.code ?? 200;
		if (code === 404) {
			throw new Unavailable('not-found', `${socket} does not know /healthz`);
		}
		return code < 300
			? {state: 'healthy', socket}
			: {state: 'unhealthy', socket, detail: `HTTP ${code} ${body}`};
	},
});
