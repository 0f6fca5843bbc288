"""Every sentence a person reads: the widget's table, and the server's own, translated by Odoo.

`TEXTS` has the keys and the English of `static/texts.en.json` in the project's root, which
belongs to the widget; a test keeps them equal. `{name}` in it is filled in by the widget.
`REASONS` are the server's more precise sentences; `%(name)s` in them is filled in here.
"""

from __future__ import annotations

from odoo.tools.translate import LazyGettext, LazyTranslate

from .errors import AgentError

_lt = LazyTranslate(__name__)

TEXTS: dict[str, LazyGettext] = {
    # table begins: written from static/texts.en.json
    "chat.title": _lt("AI assistant"),
    "chat.empty.title": _lt("How can I help, {name}?"),
    "chat.empty.text": _lt("Ask in your own words. Answers may be wrong: check what matters."),
    "chat.new": _lt("New chat"),
    "chat.close": _lt("Close"),
    "chat.log": _lt("Conversation"),
    "chat.jump": _lt("Jump to the latest"),
    "chat.loading": _lt("Loading the conversation…"),
    "chat.earlier": _lt("Show earlier messages"),
    "chat.later": _lt("Show later messages"),
    "chat.paging": _lt("Loading…"),
    "history.open": _lt("Earlier chats"),
    "history.back": _lt("Back to the chat"),
    "history.loading": _lt("Loading your chats…"),
    "history.search": _lt("Search your chats"),
    "history.search.clear": _lt("Clear the search"),
    "history.found.one": _lt("1 chat found"),
    "history.found": _lt("{count} chats found"),
    "history.found.more": _lt("More than {count} chats found"),
    "history.none": _lt("Nothing found for “{words}”."),
    "history.empty": _lt("No earlier chats yet."),
    "history.empty.hint": _lt("Ask something, and you will find the chat here again."),
    "history.group.pinned": _lt("Pinned"),
    "history.group.today": _lt("Today"),
    "history.group.yesterday": _lt("Yesterday"),
    "history.group.week": _lt("Last 7 days"),
    "history.group.month": _lt("Last 30 days"),
    "history.group.undated": _lt("Earlier"),
    "history.archived": _lt("Archived chats"),
    "history.archived.back": _lt("Back to all chats"),
    "history.archived.mark": _lt("Archived"),
    "history.archived.empty": _lt("No archived chats."),
    "history.archived.hint": _lt("Archive a chat to keep it out of your list without deleting it."),
    "history.menu": _lt("Actions for “{title}”"),
    "history.menu.short": _lt("Actions"),
    "history.rename": _lt("Rename"),
    "history.rename.label": _lt("Title of the chat"),
    "history.rename.placeholder": _lt("Empty: the first question"),
    "history.pin": _lt("Pin"),
    "history.unpin": _lt("Unpin"),
    "history.archive": _lt("Archive"),
    "history.unarchive": _lt("Take out of the archive"),
    "history.export.md": _lt("Export as Markdown"),
    "history.export.json": _lt("Export as JSON"),
    "history.delete": _lt("Delete"),
    "history.deleted": _lt("“{title}” was deleted."),
    "history.archived.done": _lt("“{title}” was archived."),
    "history.unarchived": _lt("“{title}” is no longer archived."),
    "history.restored": _lt("“{title}” is back."),
    "history.undo": _lt("Undo"),
    "history.undo.hint": _lt("Ctrl+Z undoes it."),
    "history.more": _lt("Show more"),
    "composer.label": _lt("Your question"),
    "composer.placeholder": _lt("Ask anything…"),
    "composer.hint": _lt("Enter sends, Shift+Enter starts a new line"),
    "composer.send": _lt("Send"),
    "composer.stop": _lt("Stop"),
    "message.you": _lt("You"),
    "message.assistant": _lt("Assistant"),
    "message.copy": _lt("Copy"),
    "message.copied": _lt("Copied"),
    "message.copy.failed": _lt("Copying is not allowed by this browser."),
    "message.thinking": _lt("Thinking…"),
    "message.cancelled": _lt("Stopped."),
    "message.lost": _lt("Broken off."),
    "message.failed": _lt("Broken off."),
    "message.edit": _lt("Edit"),
    "message.edit.label": _lt("Your question, in other words"),
    "message.edit.cancel": _lt("Cancel"),
    "message.again": _lt("Answer again"),
    "message.wait": _lt("Wait until the answer is complete."),
    "message.previous": _lt("Previous version"),
    "message.next": _lt("Next version"),
    "message.version": _lt("Version {number} of {count}"),
    "rating.up": _lt("Good answer"),
    "rating.down": _lt("Poor answer"),
    "rating.thanks": _lt("Thank you. Below you can say why."),
    "rating.title": _lt("Your feedback"),
    "rating.comment": _lt("What was good, or what was wrong? (optional)"),
    "rating.share": _lt("Share this question and answer with your administrators"),
    "rating.note": _lt("Administrators see your rating and your comment."),
    "rating.send": _lt("Send"),
    "rating.later": _lt("Not now"),
    "table.as": _lt("Show as"),
    "table.as.table": _lt("Table"),
    "table.as.chart": _lt("Chart"),
    "table.measure": _lt("Numbers of the chart"),
    "table.sorted.up": _lt("Sorted, lowest first"),
    "table.sorted.down": _lt("Sorted, highest first"),
    "table.sorted.not": _lt("No longer sorted"),
    "table.total": _lt("Total"),
    "table.total.all": _lt("Total of all {count}"),
    "table.count": _lt("{shown} of {count}"),
    "table.more": _lt("Show {count} more"),
    "table.fewer": _lt("Show fewer"),
    "table.list": _lt("Open as list"),
    "table.list.all": _lt("Show all in a list"),
    "table.copy": _lt("Copy the table"),
    "table.csv": _lt("Download as CSV"),
    "table.xlsx": _lt("Download for Excel (XLSX)"),
    "table.unnamed": _lt("Without a name"),
    "table.chart.more": _lt("{count} more are in the table."),
    "tool.find_models": _lt("Find kinds of records"),
    "tool.describe_model": _lt("Look at fields"),
    "tool.search_records": _lt("Search records"),
    "tool.count_records": _lt("Count records"),
    "tool.group_records": _lt("Group records"),
    "tool.read_record": _lt("Read a record"),
    "tool.find_by_name": _lt("Find by name"),
    "tool.list_activities": _lt("List activities"),
    "tool.follow_relation": _lt("Follow a relation"),
    "tool.open_record": _lt("Open a record"),
    "tool.open_list": _lt("Open a list"),
    "tool.open_pivot": _lt("Open a pivot table"),
    "tool.open_graph": _lt("Open a chart"),
    "tool.adjust_view": _lt("Adjust the view"),
    "tool.fill_form": _lt("Fill in the form"),
    "tool.create_records": _lt("Create records"),
    "tool.update_records": _lt("Change records"),
    "tool.delete_records": _lt("Delete records"),
    "tool.post_note": _lt("Post a note"),
    "tool.schedule_activities": _lt("Schedule activities"),
    "tool.call_method": _lt("Carry out an action"),
    "tool.group": _lt("Looked up {count} things"),
    "tool.group.done": _lt("{count} steps"),
    "tool.details": _lt("Details"),
    "tool.arguments": _lt("Asked for"),
    "tool.result": _lt("Result"),
    "tool.failed": _lt("This did not work."),
    "tool.cancelled": _lt("Not carried out"),
    "tool.act.failed": _lt("The browser could not do this."),
    "records.more": _lt("and {count} more"),
    "proposal.asked": _lt("Your approval is asked: {title}"),
    "proposal.approve": _lt("Approve"),
    "proposal.approve.all": _lt("Approve all {count}"),
    "proposal.approve.some": _lt("Approve {count} of {all}"),
    "proposal.approve.proposals": _lt("Approve all {count} proposals"),
    "proposal.reject": _lt("Reject"),
    "proposal.reason": _lt("Why not? (optional)"),
    "proposal.back": _lt("Back"),
    "proposal.take": _lt("Include {name}"),
    "proposal.more": _lt("Show {count} more"),
    "proposal.becomes": _lt("becomes"),
    "proposal.effects": _lt("Also changes"),
    "proposal.left_out": _lt("Left out"),
    "proposal.until": _lt("Until {time}"),
    "proposal.expired": _lt("Nobody decided in time. Ask again."),
    "proposal.sending": _lt("Carrying out…"),
    "proposal.approved": _lt("Approved. Decide on the others too."),
    "proposal.rejected": _lt("Rejected. Decide on the others too."),
    "proposal.reconsider": _lt("Change"),
    "proposal.undo.possible": _lt("You can undo this afterwards."),
    "proposal.undo.impossible": _lt("This cannot be undone."),
    "proposal.undone": _lt("It was undone."),
    "proposal.waiting": _lt("If you ask something else, what waits for your approval is dropped."),
    "proposal.state.executed": _lt("Done."),
    "proposal.state.rejected": _lt("You rejected this."),
    "proposal.state.rejected.reason": _lt("You rejected this: {reason}"),
    "proposal.state.cancelled": _lt("Not carried out: something else was asked."),
    "proposal.state.expired": _lt("Not carried out: nobody decided in time."),
    "proposal.state.failed": _lt("This did not work."),
    "proposal.state.changed": _lt("The records have changed meanwhile: see the new proposal."),
    "proposal.state.undone": _lt("Undone."),
    "context.label": _lt("Goes along with your question:"),
    "context.details": _lt("What the assistant is told of where you are"),
    "context.pin": _lt("Keep this while I go elsewhere"),
    "context.unpin": _lt("Follow me again"),
    "context.remove": _lt("Do not send this"),
    "context.removed": _lt("Your next question goes without it."),
    "context.add": _lt("Add {place}"),
    "context.unknown": _lt("What you see in Odoo"),
    "context.hidden": _lt("This cannot be shown just now."),
    "context.tokens": _lt("This goes to the AI service with your question, about {tokens} tokens:"),
    "context.masked": _lt("Replaced by a substitute before it is sent: {values}"),
    "sent.open": _lt("What was sent"),
    "sent.title": _lt("What was sent to the AI service"),
    "sent.close": _lt("Close"),
    "sent.copy": _lt("Copy all"),
    "sent.request": _lt("Request {number} of {count} · {model}"),
    "sent.repeats": _lt("All of request {number}, and then:"),
    "sent.tools": _lt("Tools offered: {names}"),
    "code.copy": _lt("Copy code"),
    "link.title": _lt("Open this address outside Odoo?"),
    "link.open": _lt("Open"),
    "link.cancel": _lt("Cancel"),
    "image.show": _lt("Show the image from {host}"),
    "image.alt": _lt("Image"),
    "run.reconnecting": _lt("Connection lost. Reconnecting…"),
    "run.stopping": _lt("Stopping…"),
    "run.go_on": _lt("Go on"),
    "run.go_on.prompt": _lt("Go on where you broke off."),
    "error.retry": _lt("Try again"),
    "error.retry.in": _lt("You can try again in {seconds} s."),
    "error.login": _lt("Log in"),
    "error.settings": _lt("Open the settings"),
    "error.dismiss": _lt("Dismiss"),
    "error.connection": _lt("Odoo cannot be reached. Check your connection, then try again."),
    "error.protocol": _lt("The answer arrived damaged and was broken off. Try again."),
    "error.unauthenticated": _lt("Your session has ended. Log in again; your question is kept."),
    "error.forbidden": _lt("You may not use the assistant here. Ask your administrator for access."),
    "error.not_found": _lt("This conversation is no longer there. Start a new chat."),
    "error.invalid_input": _lt("This request could not be understood. Reload the page and try again."),
    "error.too_large": _lt(
        "This question is too long: at most {limit} characters can be sent. Shorten it and send it again."
    ),
    "error.rate_limited": _lt("That was a lot at once. Wait a moment, then try again."),
    "error.budget_exhausted": _lt("Your allowance for the assistant is used up for now. Ask your administrator."),
    "error.busy": _lt("The server cannot answer just now. Try again in a moment."),
    "error.not_configured": _lt("No AI service is set up yet. An administrator can do it under Settings, AI Agent."),
    "error.service_unreachable": _lt("The AI service cannot be reached. Try again later, or tell your administrator."),
    "error.service_timeout": _lt("The AI service took too long to answer. Try again."),
    "error.service_rejected_key": _lt(
        "The AI service refused the key. Tell your administrator to check it in the settings."
    ),
    "error.service_error": _lt("The AI service answered with an error. Try again."),
    "error.content_filtered": _lt("The AI service refused this content. Word it differently."),
    "error.context_too_long": _lt("This is too long for the AI model. Shorten the question or start a new chat."),
    "error.run_conflict": _lt(
        "Another answer is still being written in this chat. Stop it or wait for it, then try again."
    ),
    "error.process_lost": _lt(
        "The server was restarted and the answer broke off. What was said is kept: go on from there, or try again."
    ),
    "error.expired": _lt("This is no longer kept. Ask again."),
    "error.internal": _lt("Something went wrong on the server. Try again; if it stays, tell your administrator."),
    # table ends
}

STARTERS: tuple[LazyGettext, ...] = (
    _lt("What can you help me with?"),
    _lt("Help me write a polite payment reminder"),
    _lt("Explain what a sales quotation should contain"),
)

REASONS: dict[str, LazyGettext] = {
    "bad_id": _lt("The request has no valid %(name)s. Reload the page and try again."),
    "bad_json": _lt("The request is not valid JSON. Reload the page and try again."),
    "bad_messages": _lt("The request has no messages that can be read. Reload the page and try again."),
    "bad_company": _lt("One of the companies is not among yours. Choose your companies again."),
    "bad_csrf": _lt("The page is too old for this request. Reload it and try again."),
    "bad_change": _lt("The request changes nothing that can be changed. Reload the page and try again."),
    "bad_head": _lt("This message is not part of the conversation. Reload the page and try again."),
    "bad_parent": _lt(
        "The message before the question is not part of the conversation. Reload the page and try again."
    ),
    "long_title": _lt("This title is too long: at most %(limit)s characters are kept."),
    "long_search": _lt("This search is too long: at most %(limit)s characters are looked for."),
    "bad_page": _lt("The request asks for a page that does not exist. Reload the page and try again."),
    "empty_prompt": _lt("There is no question. Write one and send it."),
    "many_prompts": _lt("Only one new question can be asked at a time. Reload the page and try again."),
    "nothing_to_answer": _lt("There is no question to answer. Write one and send it."),
    "too_large_body": _lt("This request is too large. Start a new chat and ask a shorter question."),
    "long_comment": _lt("This comment is too long: at most %(limit)s characters. Shorten it and send it again."),
    "no_proposal": _lt("This proposal is no longer there. Ask again."),
    "proposal_closed": _lt("This proposal is already decided. Ask again if you want something else."),
    "proposal_expired": _lt("This proposal waited too long and cannot be approved any more. Ask again."),
    "proposal_changed": _lt("This proposal is not as it was when you saw it. Ask again."),
    "bad_decision": _lt("The decision on the proposal could not be read. Reload the page and try again."),
    "unknown_item": _lt("The decision names something that is not on the card. Reload the page and try again."),
    "not_editable": _lt("The decision changes a value that cannot be changed there. Reload the page and try again."),
    "bad_edit": _lt("One of the values you entered does not fit its field. Correct it and try again."),
    "approve_by_key": _lt(
        "Changes cannot be approved or undone over an API key here. Approve them in Odoo, or ask your administrator."
    ),
    "other_companies": _lt(
        "This was prepared for other companies than those that are active now. Choose them again, or ask again."
    ),
    "no_route_here": _lt("There is nothing at this address."),
    "bad_resume": _lt("What was decided cannot be read. Reload the page and try again."),
    "not_waiting": _lt("Nothing waits for a decision here any more. Reload the page."),
    "call_closed": _lt("This was asked of another page, or is over. Ask again."),
    "endless_calls": _lt("The AI service went on looking things up instead of answering. Ask for something narrower."),
    "no_tools": _lt(
        "The AI service refuses tools with this model. Turn them off in the settings, or use another model."
    ),
    "prefork": _lt(
        "Odoo answered this from a worker that cannot stream. Ask your administrator to send /websocket/ to "
        "Odoo's evented process (Settings, AI Agent shows how), or send the header Prefer: respond-async and poll."
    ),
    "bad_api_key": _lt("The API key is not valid, or has expired. Make a new one in your Odoo profile."),
    "user_running": _lt("You have %(limit)s answers being written already. Wait for one to end, or stop one."),
    "user_per_minute": _lt("You have asked a lot within a minute. Wait a moment, then try again."),
    "user_per_day": _lt("You have reached the number of questions for a day. Try again later."),
    "all_running": _lt("As many answers are being written as this server allows. Try again in a moment."),
    "all_per_minute": _lt("Everybody together has asked a lot within a minute. Wait a moment, then try again."),
    "all_per_day": _lt("Everybody together has reached the number of questions for a day. Try again later."),
    "bad_url": _lt("The address of the AI service is not valid. Enter one like https://ai.example.com/v1."),
    "bad_key": _lt("The key contains characters that cannot be sent. Enter it again in the settings."),
    "no_key": _lt("The AI service wants a key, and none is set for its address. Enter one in the settings."),
    "dns": _lt("The name %(host)s cannot be found. Check the address of the AI service."),
    "private_address": _lt(
        "%(host)s is an address of a private network or of this machine. "
        "An administrator can allow such addresses in the settings."
    ),
    "forbidden_address": _lt("%(host)s is an address that is never used for an AI service."),
    "plain_http": _lt("%(host)s is on the internet, where only https is used. Change http to https."),
    "refused": _lt("%(host)s refused the connection on port %(port)s. Check that the AI service is running."),
    "connect_limit": _lt("%(host)s does not answer. Check the address of the AI service and its firewall."),
    "no_route": _lt("The connection to %(host)s failed. Check the address of the AI service and the network."),
    "tls": _lt("No secure connection to %(host)s is possible (%(detail)s). Check its certificate."),
    "first_byte_limit": _lt("The AI service did not begin to answer within %(seconds)s seconds. Try again."),
    "idle_limit": _lt("The AI service said nothing more for %(seconds)s seconds. Try again."),
    "total_limit": _lt("The answer took longer than %(seconds)s seconds and was broken off. Try again."),
    "endless": _lt("The answer did not end and was broken off. Ask for something shorter."),
    "cut": _lt("The AI service broke off in the middle of its answer. Try again."),
    "empty": _lt("The AI service gave an empty answer. Try again, or word the question differently."),
    "not_json": _lt(
        "The AI service answered with something that is no answer. Tell your administrator to check its address."
    ),
    "not_openai": _lt("The AI service does not answer like an OpenAI-compatible service. Check its address and kind."),
    "not_agui": _lt("The AI service does not answer like an AG-UI agent. Check its address and kind."),
    "no_http": _lt("What listens at the address of the AI service does not speak HTTP. Check scheme and port."),
    "too_much": _lt("The AI service sent more at once than is accepted. Try again."),
    "redirect": _lt(
        "The AI service sends requests on to another address, which is not followed. Enter its final address."
    ),
    "wrong_path": _lt("There is no AI service at this path (HTTP status %(status)s). Check the address."),
    "http_status": _lt("The AI service answered with an error (HTTP status %(status)s). Try again later."),
    "agent_error": _lt("The AI agent reported an error. Try again."),
    "no_model": _lt("The AI service has no model named %(model)s. Check the model in the settings."),
    "service_busy": _lt("The AI service has too many requests at the moment. Wait a moment, then try again."),
}

EXPORT: dict[str, LazyGettext] = {
    "dates": _lt("Begun %(begun)s, last activity %(last)s"),
    "others": _lt("Messages of other branches that are not shown here: %(count)s. The export as JSON has them."),
    "total": _lt("Total"),
}


TOOL_ERRORS: dict[str, LazyGettext] = {
    "invalid": _lt("The assistant asked for something that Odoo does not understand."),
    "forbidden": _lt("This is not open to you, or not to the assistant."),
    "not_found": _lt("There is no such thing in Odoo, or not any more."),
    "too_large": _lt("That was too much at once."),
    "timeout": _lt("Odoo took too long for this."),
    "limit": _lt("The assistant has looked up as much as it may for one question."),
    "cancelled": _lt("It was not carried out."),
    "failed": _lt("It did not work."),
}

TOOLS_NOTE = _lt(
    "This AI service cannot look anything up in Odoo. The assistant answers from your conversation, and from the "
    "record in front of you."
)


def tool_sentence(code: str, lang: str) -> str:
    """Return the sentence for a person about a tool that gave nothing."""
    return _in(TOOL_ERRORS.get(code, TOOL_ERRORS["failed"]), lang)


def tools_note(lang: str) -> str:
    """Return what a person is told where the service knows no tools."""
    return _in(TOOLS_NOTE, lang)


def text(key: str, lang: str) -> str:
    """Return a text of the widget's table in a language such as `fr_FR`."""
    return _in(TEXTS[key], lang)


def table(lang: str) -> dict[str, str]:
    """Return the widget's whole table in a language."""
    return {key: _in(value, lang) for key, value in TEXTS.items()}


def starters(lang: str) -> list[str]:
    """Return questions that a person may begin with."""
    return [_in(value, lang) for value in STARTERS]


def export(key: str, lang: str) -> str:
    """Return a line of an exported conversation, with its `%(name)s` still in it."""
    return _in(EXPORT[key], lang)


def sentence(error: AgentError, lang: str) -> str:
    """Return the one sentence about an error, in a language."""
    args = {name: str(value) for name, value in error.sentence_args.items()}
    template = REASONS.get(error.reason or "")
    if template is not None:
        return _in(template, lang) % args
    found = text(f"error.{error.code}", lang)
    for name, value in args.items():
        found = found.replace(f"{{{name}}}", value)
    return found


def _in(lazy: LazyGettext, lang: str) -> str:
    return lazy._translate(lang or "en_US")
