import {statusOf, textIfFound, textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {command, type Reply, stat} from '../core/request.ts';

/** RKE2 never moves it: https://github.com/rancher/rke2/blob/master/pkg/executor/staticpod/spw.go */
const containerdSocket = '/run/k3s/containerd/containerd.sock';

export type ContainerdEndpoint =
	| {readonly state: 'answers'}
	| {
			/** `missing`: no such socket; `refused`: a socket without a process; `silent`: a process that does not answer. */
			readonly state: 'missing' | 'refused' | 'silent';
			readonly detail: string;
	  };

/** How crictl words it: https://github.com/kubernetes-sigs/cri-tools/blob/master/cmd/crictl/main.go */
const failureOf = (
	{reason, detail}: Extract<Reply, {readonly status: 'unanswered'}>,
	hasSocket: boolean,
): 'missing' | 'refused' | 'silent' | undefined => {
	if (/code = DeadlineExceeded|context deadline exceeded/.test(detail)) {
		return 'silent';
	}
	if (/permission denied/.test(detail) || !/code = Unavailable|connection error|connect: /.test(detail)) {
		return undefined;
	}
	return reason === 'exit-code' ? (hasSocket ? 'refused' : 'missing') : undefined;
};

export const containerdEndpoint = defineProbe({
	id: 'containerd.endpoint',
	summary: 'whether containerd answers on its socket, and if not, how it fails',
	requests: () => [stat(containerdSocket), command('crictl', 'info')],
	parse: ([socket, reply]): ContainerdEndpoint => {
		const hasSocket = textIfFound(socket) !== undefined && statusOf(socket).type === 'socket';
		const state = reply?.status === 'unanswered' ? failureOf(reply, hasSocket) : undefined;
		if (reply?.status === 'unanswered' && state !== undefined) {
			return {state, detail: reply.detail};
		}
		textOf(reply);
		return {state: 'answers'};
	},
});
