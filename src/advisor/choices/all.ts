import { unsaidChoices } from './unsaid.ts';
import type { ChoiceRule } from './choice-rule.ts';
import { conversationChoices } from './conversation.ts';
import { exchangeChoices } from './exchange.ts';
import { messagesChoices } from './messages.ts';

/** The rules that choose a method from what is needed. */
export const choiceRules: readonly ChoiceRule[] = [...conversationChoices, ...messagesChoices, ...exchangeChoices, ...unsaidChoices];
