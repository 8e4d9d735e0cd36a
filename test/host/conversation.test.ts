import {Socket} from 'node:net';
import {expect, it, vi} from 'vitest';
import {conversation} from '../../src/host/conversation.ts';

const silence = (socket: Socket): string => (socket.connecting ? 'no answer' : 'connected and silent');
const socket = (connecting: boolean): Socket =>
	Object.defineProperty(new Socket(), 'connecting', {value: connecting});

it('does not call a single lost request silence', async () => {
	const open = vi
		.fn<(settle: (result: {result: 'answered'}) => void) => Socket>()
		.mockImplementationOnce(() => socket(true))
		.mockImplementationOnce(settle => {
			setImmediate(() => settle({result: 'answered'}));
			return socket(true);
		});
	expect(await conversation(open, 50, silence)).toEqual({result: 'answered'});
	expect(open).toHaveBeenCalledTimes(2);
});

it('asks a second time, and then calls it silence', async () => {
	const open = vi.fn(() => socket(true));
	expect(await conversation(open, 50, silence)).toEqual({result: 'silent', detail: 'no answer'});
	expect(open).toHaveBeenCalledTimes(2);
});

it('does not ask again who took the connection', async () => {
	const open = vi.fn(() => socket(false));
	expect(await conversation(open, 50, silence)).toEqual({result: 'silent', detail: 'connected and silent'});
	expect(open).toHaveBeenCalledTimes(1);
});
