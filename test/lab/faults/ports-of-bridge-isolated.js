import {onPodNetwork} from '../kernel.js';

const isolate =
	state =>
	({target}) =>
		target.shell(
			'for port in "$@"; do bridge link set dev "$port" isolated STATE; done'.replace('STATE', state),
			{
				arguments: onPodNetwork(target.description).map(({hostInterface}) => hostInterface),
			},
		);

export default {
	id: 'ports-of-bridge-isolated',
	about: 'a script isolates the ports of cni0: pods of this node do not reach each other',
	cni: ['flannel'],
	node: 'agent',
	expect: {cause: 'flannel/bridge#isolated', subject: 'cni0'},
	inject: isolate('on'),
	heal: isolate('off'),
};
