package io.capstan.jepsen.report;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** A page as a strict XML parser reads it. */
final class ParsedPage {
  private final Document document;

  ParsedPage(String page) {
    try {
      var builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
      this.document = builder.parse(new InputSource(new StringReader(page)));
    } catch (ParserConfigurationException | SAXException | IOException e) {
      throw new AssertionError(e);
    }
  }

  List<Element> elements(String tag) {
    return elements(document.getDocumentElement(), tag);
  }

  private static List<Element> elements(Element root, String tag) {
    NodeList found = root.getElementsByTagName(tag);
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < found.getLength(); i++) {
      elements.add((Element) found.item(i));
    }
    return elements;
  }

  /** Those with a class. */
  List<Element> elements(String tag, String kind) {
    Predicate<Element> has =
        one -> List.of(one.getAttribute("class").split(" ", -1)).contains(kind);
    return elements(tag).stream().filter(has).toList();
  }

  /**
   * The texts of the cells in each row of the first table of a class; the first has the headings.
   */
  List<List<String>> table(String kind) {
    List<List<String>> rows = new ArrayList<>();
    for (Element row : elements(elements("table", kind).get(0), "tr")) {
      List<String> cells = new ArrayList<>();
      NodeList children = row.getChildNodes();
      for (int i = 0; i < children.getLength(); i++) {
        if (children.item(i) instanceof Element cell) {
          cells.add(cell.getTextContent());
        }
      }
      rows.add(cells);
    }
    return rows;
  }

  String text() {
    return document.getDocumentElement().getTextContent();
  }
}
